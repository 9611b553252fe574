-- All that can be said of a deployment before anything is read from AWS: transforms are applied,
-- then the built-in rules and the hooks of the validate points have their say.
local findings_of = require "moontide.deploy.findings"
local hooks = require "moontide.deploy.hooks"
local rules = require "moontide.deploy.rules"

local M = {}

local function append(list, more)
   table.move(more, 1, #more, #list + 1, list)
end

---Lets the transform hooks change the deployment's targets.
---@param deployment table
---@return moontide.deploy.Finding[]
function M.transform(deployment)
   local findings = {}
   if not hooks.has(deployment, "transform") then return findings end
   for i, target in ipairs(deployment.targets) do
      local said, changed = hooks.run(deployment, "transform", target)
      append(findings, said)
      deployment.targets[i] = changed
   end
   return findings
end

---What the hooks say of each target, policy and scheduled action.
---@param deployment table
---@return moontide.deploy.Finding[]
function M.ask_hooks(deployment)
   local findings = {}
   local function ask(point, payload, target)
      local said = hooks.run(deployment, point, payload, target)
      for _, finding in ipairs(said) do
         finding.target = finding.target or (target or payload).resource_id
      end
      append(findings, said)
   end
   for _, target in ipairs(deployment.targets) do
      ask("validate", target)
      for _, policy in ipairs(target.policies) do ask("validate_policy", policy, target) end
      for _, action in ipairs(target.schedules) do ask("validate_action", action, target) end
   end
   return findings
end

---Transforms, checks and asks; gives everything that was found, in order of place.
---@param deployment table
---@param options moontide.deploy.CheckOptions
---@return moontide.deploy.Finding[]
function M.run(deployment, options)
   local findings = M.transform(deployment)
   append(findings, rules.check(deployment, options))
   append(findings, M.ask_hooks(deployment))
   return findings_of.sorted(rules.explain(findings))
end

return M
