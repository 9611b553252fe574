-- What runs inside a sandbox before a stranger's code does: gives that code its environment, runs
-- it and turns what it says into plain data. This file is not required but goes there as bytecode;
-- everything it needs it takes before the code can change it.
local traceback = ...
local assert, coroutine, error, getmetatable = assert, coroutine, error, getmetatable
local load, math, next, pairs, pcall, rawequal = load, math, next, pairs, pcall, rawequal
local rawget, rawlen, rawset, select, setmetatable = rawget, rawlen, rawset, select, setmetatable
local string, table, tonumber, tostring, type = string, table, tonumber, tostring, type
local ipairs, utf8, xpcall = ipairs, utf8, xpcall
local format, gsub, sub, utf8_len = string.format, string.gsub, string.sub, utf8.len

local max_items, max_text, max_verdicts = 100000, 4000, 1000
local hooks, verdicts, points, vars = {}, nil, {}, {}

local function copy_of(library, without)
   local copy = {}
   for name, value in next, library do copy[name] = value end
   copy[without or ""] = nil
   return copy
end

-- Text that JSON can carry, and not too much of it.
local function clean(value)
   if type(value) ~= "string" then return "a " .. type(value) .. " that is no text" end
   local text = gsub(#value > max_text and sub(value, 1, max_text) or value, "%z", "?")
   if not utf8_len(text) then text = gsub(text, "[\x80-\xFF]", "?") end
   return text
end

-- Returns nothing: what the code holds it could change afterwards.
local function say(severity, value)
   if verdicts and #verdicts < max_verdicts then
      verdicts[#verdicts + 1] = { severity = severity, text = clean(value) }
   end
end

-- A finalizer would run where no limit holds.
local function set_metatable(value, metatable)
   if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
      error("a finalizer (__gc) cannot be set here", 2)
   end
   return setmetatable(value, metatable)
end

-- Lua's own calls the handler where the error is raised: for the one that ends the budget that is
-- inside the hook, where no instruction is counted.
local function handled(handler, ok, ...)
   if ok then return true, ... end
   return false, handler(...)
end

local function call_handled(fn, handler, ...)
   return handled(handler, pcall(fn, ...))
end

local environment = {
   assert = assert, error = error, getmetatable = getmetatable, ipairs = ipairs, next = next,
   pairs = pairs, pcall = pcall, rawequal = rawequal, rawget = rawget, rawlen = rawlen,
   rawset = rawset, select = select, setmetatable = set_metatable, tonumber = tonumber,
   tostring = tostring, type = type, xpcall = call_handled, _VERSION = "Lua 5.4",
   coroutine = copy_of(coroutine), math = copy_of(math), string = copy_of(string, "dump"),
   table = copy_of(table), utf8 = copy_of(utf8),
   deny = function(text) say("error", text) end,
   warn = function(text) say("warning", text) end,
}
environment._G = environment
function environment.load(chunk, name, _, env)
   return load(chunk, name, "t", env == nil and environment or env)
end
getmetatable("").__metatable = false

function environment.hook(point, fn)
   if not points[point] then
      error(format("there is no hook point '%s'", tostring(point)), 2)
   elseif type(fn) ~= "function" then
      error(format("hook '%s' must be given a function", point), 2)
   end
   hooks[#hooks + 1] = { point = point, fn = fn }
end

-- As the script's own var: of the type of the default.
function environment.var(name, default)
   local given = vars[name]
   if given == nil then
      if default == nil then error(format("variable '%s' is not given", tostring(name)), 2) end
      return default
   elseif type(default) == "number" then
      return tonumber(given) or default
   elseif type(default) == "boolean" then
      return given == true or given == "true" or given == "yes" or given == "1"
   end
   return given
end

local function explain(err)
   return { error = clean(type(err) == "string" and err or "it raised a " .. type(err)),
      traceback = clean(traceback("")) }
end

-- What xpcall gave in place of a result; out of memory it does not ask its handler.
local function add_failure(result, failed)
   if type(failed) == "table" then
      result.error, result.traceback = failed.error, failed.traceback
   elseif failed == "not enough memory" then
      error("stopped: it needs more memory than it may have", 0)
   else
      result.error = clean(failed)
   end
end

-- Data only, copied without asking metamethods; a budget bounds what shared tables unfold to.
local budget
local function plain(value, depth)
   budget = budget - 1
   if budget < 0 or depth > 50 then error("it returned too much data", 0) end
   if type(value) == "string" then
      budget = budget - #value // 100
      return clean(value)
   elseif type(value) == "number" then
      return (value ~= value or value == math.huge or value == -math.huge) and tostring(value)
         or value
   elseif type(value) == "boolean" then
      return value
   elseif type(value) ~= "table" then
      return nil
   end
   local result, is_list = {}, rawlen(value) > 0
   for key, item in next, value do
      if is_list and math.type(key) == "integer" or not is_list and type(key) == "string" then
         result[is_list and key or clean(key)] = plain(item, depth + 1)
      end
   end
   return result
end

local entries = {}

function entries.load(request)
   for _, point in next, request.points do points[point] = true end
   vars = request.vars
   local chunk, problem = load(request.text, "@" .. request.name, "t", environment)
   if not chunk then return { error = clean(problem) } end
   verdicts = {}
   local ok, failed = xpcall(chunk, explain)
   local result = { verdicts = verdicts, hooks = {} }
   if not ok then add_failure(result, failed) end
   for i = 1, #hooks do result.hooks[i] = hooks[i].point end
   verdicts = nil
   return result
end

function entries.call(request)
   verdicts = {}
   local hook = hooks[request.index]
   local ok, returned = xpcall(hook.fn, explain, request.payload, request.more)
   local result = { verdicts = verdicts }
   if not ok then
      add_failure(result, returned)
   elseif hook.point == "transform" and type(returned) == "table" then
      budget = max_items
      result.returned = plain(returned, 1)
   end
   verdicts = nil
   return result
end

return entries
