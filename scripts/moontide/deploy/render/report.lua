-- What an apply did, as people read it: each failure with its place, code, request, cause and fix.
local alike = require "moontide.deploy.render.alike"
local causes = require "moontide.deploy.causes"
local counted = require "moontide.counted"
local identity = require "moontide.deploy.identity"
local style = require "moontide.deploy.render.style"

local M = {}

local MOST_MEMBERS <const> = 10

local function change_text(change)
   if not change then return "" end
   return ("%s of %s%s"):format(change.verb, change.kind, change.name and " " .. change.name or "")
end

local function place_of(outcome)
   return outcome.change and outcome.change.where or outcome.group.where
end

local function reason_lines(out, err)
   out:add(4, " ", tostring(err))
   local known = causes.of(err)
   if known then
      out:add(4, " ", "cause: " .. known.cause)
      out:add(4, " ", "fix: " .. known.fix)
   end
end

local function failure_lines(out, outcome)
   local group, where = outcome.group, place_of(outcome)
   out:add(0, "!", ("%s  (%s%s): %s failed"):format(identity.name(group), group.cell,
      where and ", " .. where or "", change_text(outcome.change)))
   reason_lines(out, outcome.error)
   if outcome.calls > 0 then
      out:add(4, " ", ("%d of its calls were made before"):format(outcome.calls))
   end
end

local function member_line(out, outcome)
   local id = type(outcome.error) == "table" and outcome.error.request_id or ""
   local where = place_of(outcome)
   out:add(4, " ", ("%s%s%s%s"):format(identity.name(outcome.group),
      where and ("  (%s)"):format(where) or "", id ~= "" and "  request " .. id or "",
      outcome.calls > 0 and ("  after %s"):format(counted(outcome.calls, "call")) or ""))
end

-- What many targets have in common is said once.
local function common_lines(out, outcomes)
   local first = outcomes[1]
   out:add(0, "!", ("%d targets  (%s): %s of %s failed"):format(#outcomes, first.group.cell,
      first.change and first.change.verb or "change", first.change and first.change.kind or "it"))
   reason_lines(out, first.error)
   for i = 1, math.min(#outcomes, MOST_MEMBERS) do member_line(out, outcomes[i]) end
   if #outcomes > MOST_MEMBERS then
      out:add(4, " ", ("… and %d more: --json has them all"):format(#outcomes - MOST_MEMBERS))
   end
end

local function add_failures(out, outcomes)
   local failed = {}
   for _, outcome in ipairs(outcomes) do
      if outcome.state == "failed" then failed[#failed + 1] = outcome end
   end
   for _, list in ipairs(alike.lists(failed)) do
      if #list == 1 then failure_lines(out, list[1]) else common_lines(out, list) end
   end
end

local function skipped_lines(out, outcome)
   out:add(0, "!", ("%s  (%s): %s left out: %s"):format(identity.name(outcome.group),
      outcome.group.cell, change_text(outcome.change), outcome.reason))
end

local function count(parts, number, word)
   if number > 0 then parts[#parts + 1] = ("%d %s"):format(number, word) end
end

---The last line.
---@param result moontide.deploy.Result
---@return string
function M.summary(result)
   local parts = {}
   count(parts, result.done, "done")
   count(parts, result.failed, "failed")
   count(parts, result.skipped, "left out")
   count(parts, result.cancelled, "not done")
   if #parts == 0 then parts[1] = "nothing to do" end
   return ("Applied: %s (%s, %.1f s)"):format(table.concat(parts, ", "),
      counted(result.calls, "call"), result.seconds)
end

local function hint_lines(out, result)
   if not result.journal then return end
   if result.halted then
      out:plain(("Stopped: %s. What is done stays done; make room, then apply again to go on.")
         :format(tostring(result.halted)))
   elseif result.cancelled > 0 then
      out:plain("Interrupted: what is done stays done; apply again to go on.")
   end
   if result.calls + result.failed + result.cancelled > 0 then
      out:plain("To take it back: moontide undo " .. result.journal)
   end
end

---@param result moontide.deploy.Result
---@param options moontide.deploy.TextOptions?
---@return string
function M.result(result, options)
   local out = style.new(options or {})
   add_failures(out, result.outcomes)
   for _, outcome in ipairs(result.outcomes) do
      if outcome.state == "skipped" then skipped_lines(out, outcome) end
   end
   out:gap()
   out:plain(M.summary(result))
   hint_lines(out, result)
   return out:text()
end

return M
