-- Waiting until a thing is in a state. What can be waited for is data: waiter_table.lua.
local core = require "moontide.core"
local failure = require "moontide.failure"
local suggest = require "moontide.suggest"
local task = require "moontide.task"
local waiter_table = require "moontide.waiter_table"

local M = {}

local OPTIONS = { "interval", "state", "timeout" }

local function names_of(set)
   local names = {}
   for name in pairs(set) do names[#names + 1] = name end
   table.sort(names)
   return names
end

---The waiter of a service; raises, with a suggestion, if there is none.
---@param service string
---@param name string
---@return table
function M.find(service, name)
   local known = waiter_table.services[service] or {}
   if known[name] then return known[name] end
   failure.raise_from_script(core.error { status = "usage", code = "UnknownWaiter", message =
      ("%s has no waiter '%s'%s"):format(service, tostring(name),
         suggest.hint(tostring(name), names_of(known))) })
end

local function check_seconds(options, name, default)
   local value = options[name] == nil and default or options[name]
   local is_usable = type(value) == "number" and value > 0 -- NaN is not
   if not is_usable then
      error(("wait: %s must be a number of seconds above 0"):format(name), 4)
   end
   return value
end

local function check_options(waiter, name, input, options)
   for key in pairs(options) do
      local is_known = key == "interval" or key == "timeout" or key == "state" and waiter.states
      if not is_known then
         error(("wait: unknown option '%s'%s"):format(tostring(key),
            suggest.hint(tostring(key), OPTIONS)), 3)
      end
   end
   if waiter.states and not waiter.states[options.state] then
      error(("wait: %s needs the option state (%s)"):format(name,
         table.concat(names_of(waiter.states), ", ")), 3)
   end
   local asked_for = waiter.needs and input[waiter.needs]
   if waiter.needs and not (type(asked_for) == "table" and asked_for[1]) then
      error(("wait: %s needs %s in its input"):format(name, waiter.needs), 3)
   end
end

local function is_missing(waiter, err)
   local sign = waiter.missing
   return sign and failure.is_error(err) and err.code == sign[1]
      and err.message:sub(1, #sign[2]) == sign[2]
end

-- The states of what was asked for, and the output that says so (none where there is nothing).
local function look(waiter, perform, input)
   local ok, output = pcall(perform, waiter.operation, input)
   if ok then return waiter.state(output, input), output end
   if is_missing(waiter, output) then return { waiter_table.ABSENT }, nil end
   error(output, 0)
end

-- "reached" if all are there, "failed" if one never will be; else nil.
local function judge(waiter, states, wanted)
   local are_reached = states[1] ~= nil
   for _, state in ipairs(states) do
      if wanted[state] then
         are_reached = are_reached and true
      elseif waiter.failed[state] then
         return "failed", state
      else
         are_reached = false
      end
   end
   return are_reached and "reached" or nil
end

local function first_not_in(wanted, states)
   for _, state in ipairs(states) do
      if not wanted[state] then return state end
   end
   return states[1] or waiter_table.ABSENT
end

-- "EndpointName ranker, EndpointConfigName ranker-2" or "".
local function describe(waiter, output, input)
   local parts = {}
   for _, name in ipairs(waiter.about or {}) do
      local value = output and output[name] or input[name]
      if value ~= nil then parts[#parts + 1] = name .. " " .. tostring(value) end
   end
   return #parts > 0 and " (" .. table.concat(parts, ", ") .. ")" or ""
end

local function give_up(waiter, name, seen, fields)
   local reason = seen.output and waiter.reason and seen.output[waiter.reason]
   fields.operation = waiter.operation
   fields.message = ("%s: %s%s%s"):format(name, fields.message,
      describe(waiter, seen.output, seen.input), reason and ": " .. reason or "")
   local err = core.error(fields)
   err.retryable = false
   err.state, err.reason, err.output = seen.state, reason, seen.output
   failure.raise_from_script(err)
end

---Asks until the waiter's state is reached, and gives the output that said so (an empty table where
---what was waited for is that nothing is left).
---@param name string
---@param waiter table
---@param perform fun(operation: string, input: table): table
---@param input table
---@param options { timeout?: number, interval?: number, state?: string }
---@return table output
function M.wait(name, waiter, perform, input, options)
   check_options(waiter, name, input, options)
   local interval = check_seconds(options, "interval", waiter.interval)
   local timeout = check_seconds(options, "timeout", waiter.timeout)
   local wanted = waiter.reached or { [options.state] = true }
   local started, slept = core.monotonic(), 0
   while true do
      local states, output = look(waiter, perform, input)
      local verdict, state = judge(waiter, states, wanted)
      if verdict == "reached" then return output or {} end
      local seen = { input = input, output = output, state = state or first_not_in(wanted, states) }
      if verdict == "failed" then
         give_up(waiter, name, seen, { status = "service", code = "WaiterFailed",
            message = ("it is %s and will not be %s"):format(state,
               table.concat(names_of(wanted), " or ")) })
      end
      local left = timeout - math.max(slept, core.monotonic() - started)
      if left <= 0 then
         give_up(waiter, name, seen, { status = "timeout", code = "WaiterTimeout",
            message = ("after %g s it is still %s"):format(timeout, seen.state) })
      end
      local pause = math.min(interval, left)
      task.sleep(pause)
      slept = slept + pause
   end
end

return M
