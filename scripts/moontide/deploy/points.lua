-- Where hooks can hang, in the order in which a run comes by, as data.
local M = {}

---@class moontide.deploy.Point
---@field name string
---@field payload string   what a hook is given
---@field help string
---@field is_rule boolean? deny refuses the deployment here

---@type moontide.deploy.Point[]
M.list = {
   { name = "transform", payload = "target",
     help = "returns a changed target, before anything is checked" },
   { name = "validate", payload = "target", is_rule = true, help = "each target" },
   { name = "validate_policy", payload = "policy", is_rule = true,
     help = "each policy, with its target" },
   { name = "validate_action", payload = "action", is_rule = true,
     help = "each scheduled action, with its target" },
   { name = "validate_plan", payload = "plan", is_rule = true, help = "the plan as a whole" },
   { name = "before_plan", payload = "deployment", is_rule = true,
     help = "before live state is read" },
   { name = "after_plan", payload = "plan", is_rule = true, help = "when the plan is made" },
   { name = "before_change", payload = "change", is_rule = true,
     help = "before each change; deny leaves it out" },
   { name = "after_change", payload = "change", help = "after each change that worked" },
   { name = "on_error", payload = "failure", help = "after each change that failed" },
   { name = "after_apply", payload = "report", help = "at the end, with what was done" },
}

---@type table<string, moontide.deploy.Point>
M.all = {}
for _, point in ipairs(M.list) do M.all[point.name] = point end

return M
