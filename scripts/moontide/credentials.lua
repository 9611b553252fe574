-- Credentials for scripts: resolving those of a profile, and answering what only a script or a
-- person can know. Objects of this module never show a secret when they are printed.
local context = require "moontide.context"
local failure = require "moontide.failure"

local M = {}

local PARTS = setmetatable({}, { __mode = "k" }) -- object → its plain table
local functions = {}                             -- name → the function that gives credentials
local count = 0

---@class moontide.Credentials
---@field access_key_id string
---@field secret_access_key string
---@field session_token string?
---@field account_id string?
---@field expires_at integer?  Unix seconds; nil: never
---@field source string  where they come from, for people

---An id as it may be shown: its last four characters.
---@param id string
---@return string
function M.mask(id)
   return "****" .. (#id > 8 and id:sub(-4) or "")
end

local object_mt = {
   __name = "moontide.Credentials",
   __metatable = "moontide.Credentials",
   __index = function(object, key) return PARTS[object][key] end,
   __newindex = function() error("credentials cannot be changed", 2) end,
   __tostring = function(object)
      local parts = PARTS[object]
      return ("credentials %s of %s"):format(M.mask(parts.access_key_id), parts.source)
   end,
}

local function wrap(parts)
   local object = setmetatable({}, object_mt)
   PARTS[object] = parts
   return object
end

---The plain table behind an object of this module; anything else as it is.
---@param value any
---@return any
function M.plain(value)
   local parts = PARTS[value]
   if not parts then return value end
   return { access_key_id = parts.access_key_id, secret_access_key = parts.secret_access_key,
      session_token = parts.session_token, account_id = parts.account_id,
      expires_at = parts.expires_at }
end

local function with_source(given)
   local parts = { source = "script" }
   for key, value in pairs(given) do parts[key] = value end
   return parts
end

local RESOLVE_OPTIONS = { profile = true, timeout = true }

---Finds credentials, of a profile or by the default chain.
---@param options? { profile?: string, timeout?: number }
---@return moontide.Credentials
function M.resolve(options)
   for key in pairs(options or {}) do
      if not RESOLVE_OPTIONS[key] then
         error(("unknown option '%s'"):format(tostring(key)), 2)
      end
   end
   local given = not (options or {}).profile and context.client_options().credentials
   if type(given) == "function" then given = given() end
   if given then return wrap(with_source(M.plain(given))) end
   local profile = (options or {}).profile or context.option("profile")
   context.find_region() -- STS is asked there
   local engine = context.engine()
   local timeout = (options or {}).timeout
   local call = failure.check(engine:resolve { profile = profile, timeout = timeout })
   local found, err = require("moontide.scheduler").await(call)
   if not found then failure.raise_from_script(err) end
   return wrap(found)
end

---Registers a function that gives credentials whenever they are wanted; returns the name by which
---a client knows it.
---@param fn fun(): table
---@return string
function M.external(fn)
   for name, other in pairs(functions) do
      if other == fn then return name end
   end
   local info = debug.getinfo(fn, "S")
   count = count + 1
   local name = ("the credentials function %d at %s:%d"):format(count, info.short_src,
      info.linedefined)
   functions[name] = fn
   return name
end

local function check_given(given)
   if type(given) ~= "table" then return "it gave no table" end
   for _, key in ipairs { "access_key_id", "secret_access_key" } do
      if type(given[key]) ~= "string" then return "it gave no " .. key end
   end
end

local function code_answer(device)
   local code, problem = require("moontide.mfa").code(device)
   return { code = code, problem = problem }
end

local function credentials_answer(name)
   local ok, given = pcall(functions[name])
   if not ok then return { problem = tostring(given) } end
   given = M.plain(given)
   local problem = check_given(given)
   if problem then return { problem = problem } end
   return { credentials = { access_key_id = given.access_key_id,
      secret_access_key = given.secret_access_key, session_token = given.session_token,
      account_id = given.account_id,
      expires_at = given.expires_at and math.floor(given.expires_at) } }
end

---Answers what the engine wants to know of the script; a task of its own.
function M.answer(engine, want)
   local answer = { problem = "the run has ended before it was there" }
   local _ <close> = setmetatable({}, { __close = function()
      pcall(engine.answer, engine, want.id, answer)
   end })
   answer = want.kind == "code" and code_answer(want.device) or credentials_answer(want.name)
end

return M
