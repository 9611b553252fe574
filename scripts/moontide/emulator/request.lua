-- One shape for what arrives: requests of the server and the plain tables of specs look alike.
local M = {}

---@class moontide.emulator.Request
---@field method string
---@field target string  path and query, as sent
---@field body string
---@field raw any        what core.verify takes
---@field header fun(self: moontide.emulator.Request, name: string): string?
---@field headers fun(self: moontide.emulator.Request): string[][]  pairs of name and value
local Request = {}
Request.__index = Request

function Request:header(name)
   return self.raw:header(name)
end

function Request:headers()
   return self.raw:headers()
end

---@param raw userdata  a request of core.server
---@return moontide.emulator.Request
function M.from_server(raw)
   return setmetatable({
      raw = raw, method = raw:method(), target = raw:target(), body = raw:body() or "",
   }, Request)
end

local PlainRequest = {}
PlainRequest.__index = PlainRequest

function PlainRequest:header(name)
   name = name:lower()
   for key, value in pairs(self.raw.headers) do
      if key:lower() == name then
         return value
      end
   end
   return nil
end

function PlainRequest:headers()
   local list = {}
   for name, value in pairs(self.raw.headers) do
      list[#list + 1] = { name, value }
   end
   table.sort(list, function(a, b) return a[1] < b[1] end)
   return list
end

---@param raw { method: string, target: string, headers: table<string, string>, body: string }
---@return moontide.emulator.Request
function M.from_table(raw)
   return setmetatable({
      raw = raw, method = raw.method, target = raw.target, body = raw.body or "",
   }, PlainRequest)
end

return M
