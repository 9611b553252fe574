-- Exchanges as text, in the form that the program's --trace-http writes: so the trace of a real run
-- can be replayed like what `emulate --record` wrote. Secrets are left out.
local core = require "moontide.core"

local M = {}

---@class moontide.emulator.Exchange
---@field method string
---@field target string                    path and query
---@field headers table<string, string>    by lower-case name
---@field body string
---@field status integer?                  nil: there was no answer
---@field answer_headers table<string, string>
---@field answer_body string

local hidden <const> = "(hidden)"

local SECRET_HEADERS = {
   cookie = true, dpop = true, ["proxy-authorization"] = true, ["set-cookie"] = true,
   ["x-amz-security-token"] = true, ["x-amz-sso_bearer_token"] = true,
   ["x-aws-ec2-metadata-token"] = true,
}

-- Writing -----------------------------------------------------------------------------------

-- Keeps a signature's scope and the names of what was signed.
local function without_signature(value)
   local scope = value:match("^AWS4%-HMAC%-SHA256 Credential=[^/]*(/.-)Signature=")
   return scope and ("AWS4-HMAC-SHA256 Credential=%s%sSignature=%s"):format(hidden, scope, hidden)
      or hidden
end

-- Terminals obey control characters, and a recording is read on terminals.
local function visible(text)
   return (text:gsub("[^\n\t\x20-\x7E\x80-\xFF]", "?"))
end

local function header_line(mark, name, value)
   local lower = name:lower()
   if lower == "authorization" then
      value = without_signature(value)
   elseif SECRET_HEADERS[lower] then
      value = hidden
   end
   return ("%s %s: %s"):format(mark, visible(name), visible(value))
end

local function body_line(body, has_secrets)
   if has_secrets then return ("(%d bytes, hidden: they may hold credentials)"):format(#body) end
   return visible(body)
end

-- What is exchanged with the services that hand out credentials consists of secrets.
local function has_secrets(request)
   local authorization = request:header("authorization") or ""
   local service = authorization:match("^AWS4%-HMAC%-SHA256 Credential=[^/]*/%d*/[^/]*/([^/]*)/")
   return service == nil or service == "sts"
end

local function sorted_names(headers)
   local names = {}
   for name in pairs(headers) do names[#names + 1] = name end
   table.sort(names)
   return names
end

---One exchange as text.
---@param number integer
---@param at number  Unix seconds
---@param request moontide.emulator.Request
---@param answer moontide.emulator.Answer
---@return string
function M.format(number, at, request, answer)
   local is_hidden = has_secrets(request)
   local lines = { ("# exchange %d, ended at %d"):format(number, at // 1),
      ("> %s %s"):format(request.method, visible(request.target)) }
   for _, header in ipairs(request:headers()) do
      lines[#lines + 1] = header_line(">", header[1], header[2])
   end
   if request.body ~= "" then lines[#lines + 1] = body_line(request.body, is_hidden) end
   if answer.is_reset then
      lines[#lines + 1] = "! the connection was reset"
   else
      lines[#lines + 1] = ("< HTTP %d"):format(answer.status)
      for _, name in ipairs(sorted_names(answer.headers)) do
         lines[#lines + 1] = header_line("<", name, answer.headers[name])
      end
      if answer.body ~= "" then lines[#lines + 1] = body_line(answer.body, is_hidden) end
   end
   return table.concat(lines, "\n") .. "\n\n"
end

---Appends every exchange to a file from now on; raises if it cannot be opened.
---@param path string
---@param now fun(): number
---@return fun(request: moontide.emulator.Request, answer: moontide.emulator.Answer)
function M.recorder(path, now)
   local file, problem = io.open(path, "ab")
   if not file then
      error(core.error { status = "io", where = path, message = "the recording cannot be written: "
         .. problem:gsub("^.*: ", "") }, 0)
   end
   local number = 0
   return function(request, answer)
      number = number + 1
      file:write(M.format(number, now(), request, answer))
      file:flush()
   end
end

-- Reading -----------------------------------------------------------------------------------

local function read_header(headers, line)
   local name, value = line:match("^[<>] ([^:]+): ?(.*)$")
   if name then headers[name:lower()] = value end
end

-- A URL's path and query; what has been recorded by the emulator is that already.
local function target_of(url)
   local target = url:gsub("^https?://[^/?]*", "")
   return target == "" and "/" or target
end

local function add_line(text, line)
   return text == "" and line or text .. "\n" .. line
end

-- What each part of an exchange does with a line; gives the part that follows.
local PARTS = {}

function PARTS.request(exchange, line)
   local status = line:match("^< HTTP (%d+)$")
   if status then
      exchange.status = math.tointeger(tonumber(status))
      return "answer"
   elseif line:find("^> ") and exchange.body == "" then
      read_header(exchange.headers, line)
   elseif not line:find("^! ") then
      exchange.body = add_line(exchange.body, line)
   end
   return "request"
end

function PARTS.answer(exchange, line)
   if not line:find("^< ") then return PARTS.body(exchange, line) end
   read_header(exchange.answer_headers, line)
   return "answer"
end

function PARTS.body(exchange, line)
   exchange.answer_body = add_line(exchange.answer_body, line)
   return "body"
end

local function new_exchange(line)
   local method, url = line:match("^> (%u+) (%S+)$")
   return method and { method = method, target = target_of(url), headers = {}, body = "",
      answer_headers = {}, answer_body = "" }
end

---All exchanges of a recording or a trace, in order.
---@param text string
---@return moontide.emulator.Exchange[]
function M.parse(text)
   local list, exchange, part = {}, nil, "request"
   local is_head = false
   for line in (text .. "\n"):gmatch("(.-)\r?\n") do
      if line:find("^# exchange %d+") then
         exchange, is_head = nil, true
      elseif is_head then
         exchange, part, is_head = new_exchange(line), "request", false
         list[#list + 1] = exchange
      elseif exchange then
         part = PARTS[part](exchange, line)
      end
   end
   for _, entry in ipairs(list) do
      entry.answer_body = entry.answer_body:gsub("\n+$", "")
      entry.body = entry.body:gsub("\n+$", "")
   end
   return list
end

return M
