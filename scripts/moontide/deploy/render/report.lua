-- What an apply did, as people read it: each failure with its place, code, request, cause and fix.
local causes = require "moontide.deploy.causes"
local counted = require "moontide.counted"
local identity = require "moontide.deploy.identity"
local style = require "moontide.deploy.render.style"

local M = {}

local function change_text(change)
   if not change then return "" end
   return ("%s of %s%s"):format(change.verb, change.kind, change.name and " " .. change.name or "")
end

local function failure_lines(out, outcome)
   local group, err = outcome.group, outcome.error
   local where = outcome.change and outcome.change.where or group.where
   out:add(0, "!", ("%s  (%s%s): %s failed"):format(identity.name(group), group.cell,
      where and ", " .. where or "", change_text(outcome.change)))
   out:add(4, " ", tostring(err))
   local known = causes.of(err)
   if known then
      out:add(4, " ", "cause: " .. known.cause)
      out:add(4, " ", "fix: " .. known.fix)
   end
   if outcome.calls > 0 then
      out:add(4, " ", ("%d of its calls were made before"):format(outcome.calls))
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
   if result.done + result.failed + result.cancelled > 0 then
      out:plain("To take it back: moontide undo " .. result.journal)
   end
end

---@param result moontide.deploy.Result
---@param options moontide.deploy.TextOptions?
---@return string
function M.result(result, options)
   local out = style.new(options or {})
   for _, outcome in ipairs(result.outcomes) do
      if outcome.state == "failed" then failure_lines(out, outcome) end
      if outcome.state == "skipped" then skipped_lines(out, outcome) end
   end
   out:gap()
   out:plain(M.summary(result))
   hint_lines(out, result)
   return out:text()
end

return M
