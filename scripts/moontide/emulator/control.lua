-- The control path below /_moontide/: unsigned, and served only on a loopback address.
local civil = require "moontide.scaling.civil"
local dump = require "moontide.emulator.dump"
local faults = require "moontide.emulator.faults"
local json = require "moontide.json"
local load_spec = require "moontide.emulator.load.spec"
local wire = require "moontide.emulator.wire"

local M = {}

local prefix = "/_moontide/"
local farthest <const> = 366 * 86400 -- that one advance may go, so that it comes to an end

local function counters(emulator)
   local snapshot = emulator.counters:snapshot()
   snapshot.repeated_effects = emulator.effects.repeated
   return wire.control(200, snapshot)
end

local function reset(emulator, query)
   if query ~= "counters" then
      emulator.store:clear()
      emulator.agenda:clear()
      emulator.load:restart()
      if emulator.redo then
         emulator.redo:clear()
      end
   end
   emulator.counters:reset()
   emulator.effects:reset()
   return wire.control(200, { reset = query == "counters" and "counters" or "all" })
end

local function list_faults(emulator)
   return wire.control(200, { faults = json.array(emulator.faults:list()) })
end

local function list_loads(emulator)
   return wire.control(200, { loads = json.array(emulator.load:list()) })
end

---What a body says line by line; an empty one removes all.
---@param parse fun(texts: string[]): table
---@return fun(emulator: table, query: string, body: string): moontide.emulator.Answer
local function replacing(what, parse, list)
   return function(emulator, _, body)
      local texts = {}
      for line in body:gmatch("[^\r\n]+") do
         texts[#texts + 1] = line
      end
      local ok, parsed = pcall(parse, texts)
      if not ok then
         return wire.control(400, { error = parsed.message or tostring(parsed) })
      end
      emulator[what]:set(parsed)
      return list(emulator)
   end
end

local set_faults = replacing("faults", faults.parse_all, list_faults)
local set_loads = replacing("load", function(texts) return load_spec.parse_all(texts, true) end,
   list_loads)

local function show_clock(emulator, events)
   local now = emulator.clock.now()
   return wire.control(200, { now = now, time = civil.format_utc(now), events = events })
end

---"seconds=N" or "to=TIME"; time never goes back.
local function advance(emulator, query)
   local name, text = query:match("^(%w+)=(.*)$")
   text = (text or ""):gsub("%%3[Aa]", ":")
   local seconds = name == "seconds" and tonumber(text)
   if name == "to" and civil.parse_utc(text) then
      seconds = civil.parse_utc(text) - emulator.clock.now()
   end
   if not seconds or seconds ~= seconds or seconds < 0 or seconds > farthest then
      return wire.control(400, { error = ("advance takes seconds=N or to=TIME, ahead and by at "
         .. "most %d days, not %q"):format(farthest // 86400, query) })
   end
   local events = emulator.agenda:advance(seconds)
   if emulator.redo then
      emulator.redo:keep_time()
   end
   return show_clock(emulator, events)
end

local actions = {
   ["GET dump"] = function(emulator) return wire.control(200, dump.of(emulator.store)) end,
   ["GET clock"] = function(emulator) return show_clock(emulator) end,
   ["POST advance"] = advance,
   ["GET counters"] = counters,
   ["POST reset"] = reset,
   ["GET faults"] = list_faults,
   ["POST faults"] = set_faults,
   ["GET load"] = list_loads,
   ["POST load"] = set_loads,
}

---@param target string
---@return boolean
function M.is_control(target)
   return target:sub(1, #prefix) == prefix
end

---@param emulator table
---@param request moontide.emulator.Request
---@return moontide.emulator.Answer
function M.handle(emulator, request)
   local name, query = request.target:sub(#prefix + 1):match("^([^?]*)%??(.*)$")
   local action = emulator.has_control and actions[request.method .. " " .. name]
   if not action then
      return wire.control(404, {
         error = ("there is no %s %s%s"):format(request.method, prefix, name),
      })
   end
   return action(emulator, query, request.body)
end

return M
