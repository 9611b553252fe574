-- The services that give out credentials besides STS, as small as specs need them: instance
-- metadata, a container's, the single sign-on portal with its token service, sign-in. One server in
-- a child process; each request it sees is a line of its log.
local core = require "moontide.core"
local json = require "moontide.json"
local program = require "support.program"

local M = {}

local Server = {}
Server.__index = Server

---What it was asked, "METHOD target" each.
---@return string[]
function Server:requests()
   local list = {}
   for line in program.read(self.log):gmatch "[^\n]+" do list[#list + 1] = line end
   return list
end

function Server:close() self.worker:close() end
Server.__close = Server.close

local function note(log, line)
   local file = assert(io.open(log, "a"))
   file:write(line, "\n")
   file:close()
end

local function serve(channel, log, handler)
   local server = assert(core.server { stop_fd = channel:stop_fd() })
   channel:write_line(tostring(server:port()))
   while true do
      local ok = server:poll(-1)
      if not ok then return end
      local request = server:next()
      while request do
         note(log, ("%s %s"):format(request:method(), request:target()))
         local status, body = handler(request)
         request:reply(status, {}, type(body) == "table" and json.encode(body) or body or "")
         request = server:next()
      end
   end
end

---@param handler fun(request: userdata): integer, table|string?
---@return table server  { url, requests(), close() }
function M.start(handler)
   local log = program.write ""
   local worker = assert(core.worker(function(channel) serve(channel, log, handler) end))
   local port = assert(worker:read_line(10))
   return setmetatable({ worker = worker, log = log, url = "http://127.0.0.1:" .. port }, Server)
end

---Credentials as metadata services spell them.
function M.document(id, seconds, extra)
   local document = { Code = "Success", AccessKeyId = id, SecretAccessKey = "secret-of-" .. id,
      Expiration = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + (seconds or 3600)) }
   for key, value in pairs(extra or {}) do document[key] = value end
   return document
end

---Instance metadata; answer(count) gives status and body of the count-th look at the keys.
---@param answer fun(looks: integer): integer, table|string?
---@param more? { region?: string, account?: string }  what else it tells
function M.instance(answer, more)
   more = more or {}
   local looks = 0
   return function(request)
      local target = request:target()
      if request:method() == "PUT" then return 200, "imds-token" end
      if request:header "x-aws-ec2-metadata-token" ~= "imds-token" then return 401 end
      if target == "/latest/meta-data/placement/region" then
         return more.region and 200 or 404, more.region
      end
      local is_extended = target:find "security%-credentials%-extended/"
      if is_extended and not more.account then return 404 end
      if target:find "/$" then return 200, "the-role\n" end
      looks = looks + 1
      local status, body = answer(looks)
      if is_extended and type(body) == "table" then body.AccountId = more.account end
      return status, body
   end
end

return M
