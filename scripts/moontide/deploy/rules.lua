-- The built-in rules: what AWS would refuse, and what it accepts and one regrets. Each is data with
-- a check; a file of moontide/deploy/rules holds one family.
local findings_of = require "moontide.deploy.findings"
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.deploy.Rule
---@field name string
---@field severity "error"|"warning"|"note"
---@field applies "load"|"target"|"policy"|"action"|"deployment"  load: found while loading
---@field reason string   why it is wrong
---@field source string   where that is known from
---@field fix string      what to do
---@field check? fun(subject: table, say: fun(finding: table|string), scope: table)
---@field family? string  the file it is in

local families <const> = { "loading", "names", "identity", "capacity", "tracking", "metrics",
   "steps", "alarms", "predictive", "schedules", "collisions", "sagemaker", "quotas", "tags",
   "model" }

---All rules in order, by family.
---@type moontide.deploy.Rule[]
M.list = {}

---@type table<string, moontide.deploy.Rule>
M.by_name = {}

local by_subject <const> = { target = {}, policy = {}, action = {}, deployment = {} }

for _, family in ipairs(families) do
   for _, rule in ipairs(require("moontide.deploy.rules." .. family)) do
      rule.family = family
      M.list[#M.list + 1], M.by_name[rule.name] = rule, rule
      table.insert(by_subject[rule.applies] or {}, rule)
   end
end

---Adds to findings what their rules say of reason, source and fix.
---@param findings moontide.deploy.Finding[]
---@return moontide.deploy.Finding[]
function M.explain(findings)
   for _, finding in ipairs(findings) do
      local rule = M.by_name[finding.rule]
      if rule then
         finding.reason = finding.reason or rule.reason
         finding.fix = finding.fix or rule.fix
         finding.source = finding.source or rule.source
      end
   end
   return findings
end

local function add(findings, rule, subject, scope, said)
   if type(said) == "string" then said = { message = said } end
   local target = scope.target and scope.target.resource_id
   if said.target ~= nil then target = said.target or nil end
   findings[#findings + 1] = { rule = rule.name, severity = said.severity or rule.severity,
      message = said.message, where = said.where or subject.where, fix = said.fix or rule.fix,
      reason = rule.reason, source = rule.source, target = target }
end

local function apply(rules, subject, scope, off, findings)
   local rule
   local function say(said) add(findings, rule, subject, scope, said) end
   for i = 1, #rules do
      rule = rules[i]
      if not off[rule.name] then rule.check(subject, say, scope) end
   end
end

local function names_of_rules()
   local names = {}
   for i, rule in ipairs(M.list) do names[i] = rule.name end
   return names
end

---Reports the names in a list that no rule has; gives the set of the others.
local function switch_off(names, where, off, findings)
   for _, name in ipairs(names or {}) do
      if M.by_name[name] then
         off[name] = true
      else
         findings[#findings + 1] = { rule = "unknown-rule", severity = "error", where = where,
            message = ("there is no rule '%s'%s"):format(name,
               suggest.hint(name, names_of_rules())) }
      end
   end
   return off
end

local function copy_of(set)
   local result = {}
   for name in pairs(set) do result[name] = true end
   return result
end

local function check_target(target, scope, off, findings)
   local own = target.ignore_rules
      and switch_off(target.ignore_rules, target.where, copy_of(off), findings) or off
   scope.target, scope.facts = target, target.facts or {}
   local live = scope.live and scope.live.facts and scope.live.facts[target.resource_id]
   if live then
      scope.facts = setmetatable({}, { __index = function(_, name)
         local given = target.facts and target.facts[name]
         if given ~= nil then return given end
         return live[name]
      end })
   end
   if not (target.broken and target.broken.identity) then
      apply(by_subject.target, target, scope, own, findings)
   end
   for _, policy in ipairs(target.policies or {}) do
      apply(by_subject.policy, policy, scope, own, findings)
   end
   for _, action in ipairs(target.schedules or {}) do
      apply(by_subject.action, action, scope, own, findings)
   end
end

---@class moontide.deploy.CheckOptions
---@field now number            seconds since 1970
---@field live? { facts?: table<string, table> }  what is known of live resources, by resource id
---@field ignore_rules? string[]

---Checks a deployment against all rules.
---@param deployment table
---@param options moontide.deploy.CheckOptions
---@return moontide.deploy.Finding[]
function M.check(deployment, options)
   local findings = {}
   local off = switch_off(options.ignore_rules, "--ignore-rule", {}, findings)
   switch_off(deployment.ignore_rules, deployment.where, off, findings)
   local scope = { deployment = deployment, now = options.now, live = options.live, memo = {} }
   for _, target in ipairs(deployment.targets) do check_target(target, scope, off, findings) end
   scope.target, scope.facts = nil, {}
   apply(by_subject.deployment, deployment, scope, off, findings)
   return findings_of.sorted(M.explain(findings))
end

return M
