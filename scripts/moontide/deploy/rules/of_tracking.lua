-- What the rules of target tracking have in common: they see tracking policies only.
local M = {}

---A family that grows: add(name, severity, reason, fix, check, source).
---@param rules moontide.deploy.Rule[]
---@param docs string   the source of rules that name none
---@return function add
function M.adder(rules, docs)
   return function(name, severity, reason, fix, check, source)
      rules[#rules + 1] = { name = name, severity = severity, applies = "policy", reason = reason,
         fix = fix, source = source or docs,
         check = function(policy, say, scope)
            if policy.type == "TargetTrackingScaling" then check(policy, say, scope) end
         end }
   end
end

---The predefined metric that a policy names, and its whole specification.
---@param config table
---@return string? name, any specification
function M.predefined(config)
   local given = config.PredefinedMetricSpecification
   local name = type(given) == "table" and given.PredefinedMetricType
   return type(name) == "string" and name or nil, given
end

return M
