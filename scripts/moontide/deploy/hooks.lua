-- Runs hooks: each gets a copy, what all of them say is collected, and one that raises is a finding
-- with its traceback.
local copies = require "moontide.deploy.copies"
local core = require "moontide.core"
local failure = require "moontide.failure"
local kind_of = require "moontide.kind_of"
local payloads = require "moontide.deploy.payloads"
local points = require "moontide.deploy.points"
local raised = require "moontide.raised"
local recorder = require "moontide.deploy.recorder"
local verdict = require "moontide.deploy.verdict"

local M = {}

---@class moontide.deploy.Hook
---@field point string
---@field fn fun(payload: table, more: any): any
---@field where string
---@field origin "script"|"file"|"directory"|"project"
---@field sandboxed boolean

local function hooks_of(given)
   return given.hooks or given
end

---Are there hooks for a point?
---@param given table  a deployment or a list of hooks
---@param point string
---@return boolean
function M.has(given, point)
   for _, hook in ipairs(hooks_of(given)) do
      if hook.point == point then return true end
   end
   return false
end

local function finding_of(hook, payload, said)
   return { rule = "hook", severity = said.severity, message = said.text, source = hook.where,
      where = said.where or payloads.where(payload) or hook.where,
      target = payloads.target(payload) }
end

local function is_interruption(err)
   return type(err) == "table" and getmetatable(err) == core.error_mt and err.status == "cancelled"
end

local function explain(err)
   if is_interruption(err) then return { error = err } end
   return { error = err, where = recorder.here(),
      traceback = raised.traceback(debug.traceback(nil, 2)) }
end

local function failure_finding(hook, payload, failed)
   if is_interruption(failed.error) then error(failed.error, 0) end
   local _, text = raised.split(raised.text(failed.error))
   return { rule = "hook-error", severity = "error", source = hook.where,
      where = failed.where ~= "?" and failed.where or hook.where,
      message = ("the hook at %s failed: %s"):format(hook.where, text),
      traceback = failed.traceback, target = payloads.target(payload),
      fix = "a hook that fails refuses; correct it" }
end

---What a transform has made of its payload; the one before if it is not usable.
local function transformed(hook, before, copy, results, findings)
   local value = results[1]
   local function complain(severity, message, fix)
      findings[#findings + 1] = { rule = "hook-transform", severity = severity, fix = fix,
         message = ("the hook at %s %s"):format(hook.where, message), source = hook.where,
         where = payloads.where(before) or hook.where, target = payloads.target(before) }
   end
   if value == nil or verdict.is_verdict(value) then
      if not copies.equal(copy, before) then
         complain("warning", "changed its copy and did not return it", "return the changed table")
      end
      return before
   elseif type(value) ~= "table" then
      complain("error", ("returned %s, not a table"):format(kind_of(value)), "return the target")
      return before
   end
   local problem = payloads.problem(value)
   if problem then
      complain("error", "returned a target in which " .. problem)
      return before
   end
   local result = copies.copy(value)
   result.where = before.where
   return result
end

---Calls one hook. A sandboxed one brings its own way of being called, and a finding if it failed.
local function call(hook, copy, more)
   if hook.call then return hook.call(copy, more) end
   return verdict.collect(hook.fn, copy, more)
end

local function run_one(hook, point, payload, more, findings)
   local copy = copies.copy(payload)
   local ok, said, results, stopped = failure.guarded(call, explain, hook, copy, copies.copy(more))
   if not ok then
      findings[#findings + 1] = failure_finding(hook, payload, said)
      return payload
   end
   for _, one in ipairs(said) do findings[#findings + 1] = finding_of(hook, payload, one) end
   if stopped then
      findings[#findings + 1] = stopped
      return payload
   end
   if point == "transform" then return transformed(hook, payload, copy, results, findings) end
   return payload
end

---Calls the hooks of a point, in order, each with a copy of the payload.
---@param given table  a deployment or a list of hooks
---@param point string
---@param payload table
---@param more any  a second argument: the target of a policy or an action
---@return moontide.deploy.Finding[] findings, table payload  another one after transform
function M.run(given, point, payload, more)
   if not points.all[point] then error(("there is no hook point '%s'"):format(point), 2) end
   local findings, current = {}, nil
   for _, hook in ipairs(hooks_of(given)) do
      if hook.point == point then
         current = current or payloads.complete(payload, points.all[point].payload)
         current = run_one(hook, point, current, more, findings)
      end
   end
   if point ~= "transform" then current = nil end
   return findings, current or payload
end

return M
