-- How much a plan does, in figures, and the limits that somebody has set to it. Pure.
local M = {}

local counted <const> = { create = "register", update = "change", remove = "remove",
   unchanged = "unchanged", refused = "refused", ignored = "ignored" }

-- Things that go for good: what is replaced comes back.
local function removes_of(group)
   local count = 0
   for _, change in ipairs(group.changes) do
      if change.verb == "delete" and change.kind ~= "alarm" then count = count + 1 end
   end
   return count
end

---@class moontide.deploy.Summary
---@field register integer  targets
---@field change integer
---@field remove integer
---@field unchanged integer
---@field refused integer
---@field ignored integer
---@field adopt integer     of those that change
---@field changes integer   single changes
---@field removes integer   of those, what goes for good
---@field calls integer     sent to make the plan
---@field failed_cells integer

---@param plan moontide.deploy.Plan
---@return moontide.deploy.Summary
function M.summary(plan)
   local summary = { register = 0, change = 0, remove = 0, unchanged = 0, refused = 0,
      ignored = 0, adopt = 0, changes = 0, removes = 0, calls = 0, failed_cells = 0 }
   for _, group in ipairs(plan.groups) do
      local name = counted[group.state]
      summary[name] = summary[name] + 1
      summary.changes = summary.changes + #group.changes
      summary.removes = summary.removes + removes_of(group)
      if group.is_adopted and group.state == "update" then summary.adopt = summary.adopt + 1 end
   end
   for _, cell in ipairs(plan.cells) do
      summary.calls = summary.calls + cell.calls
      if cell.error then summary.failed_cells = summary.failed_cells + 1 end
   end
   return summary
end

local function owned_targets(plan)
   local count = #plan.stale
   for _, group in ipairs(plan.groups) do
      if group.is_live and group.state ~= "refused" then count = count + 1 end
   end
   return count
end

local function check_removes(plan, limit, found)
   if not limit then return end
   local removes = plan.summary.removes
   if limit.count and removes > limit.count then
      found[#found + 1] = ("%d removals, at most %d are allowed (--max-removes)"):format(removes,
         limit.count)
   elseif limit.percent then
      local owned = owned_targets(plan)
      local share = owned > 0 and plan.summary.remove / owned * 100 or 0
      if share > limit.percent then
         found[#found + 1] = ("%d of %d targets would be removed, at most %g%% are allowed"
            .. " (--max-removes)"):format(plan.summary.remove, owned, limit.percent)
      end
   end
end

---What keeps the plan from being applied; empty if nothing does.
---@param plan moontide.deploy.Plan
---@param options moontide.deploy.PlanOptions
---@return string[]
function M.check(plan, options)
   local found, summary = {}, plan.summary
   if options.max_changes and summary.changes > options.max_changes then
      found[#found + 1] = ("%d changes, at most %d are allowed (--max-changes)"):format(
         summary.changes, options.max_changes)
   end
   check_removes(plan, options.max_removes, found)
   if summary.refused > 0 then
      found[#found + 1] = ("%d %s not this deployment's (--take-over, or --exclude them)"):format(
         summary.refused, summary.refused == 1 and "target is" or "targets are")
   end
   return found
end

return M
