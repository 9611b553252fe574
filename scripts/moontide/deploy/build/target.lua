-- A target of the deployment from its declaration: what it is, its limits, its policies and
-- scheduled actions, each with its place.
local attachment = require "moontide.deploy.build.attachment"
local defaults = require "moontide.deploy.build.defaults"
local resource = require "moontide.deploy.resource"
local schema = require "moontide.deploy.schema"
local words = require "moontide.deploy.words"

local M = {}

local aws_names <const> = { resource_id = "ResourceId", namespace = "ServiceNamespace",
   dimension = "ScalableDimension" }

---Settings that only a target's table has, not what discovery yields.
local function is_body(head)
   for _, name in ipairs { "min", "max", "tags", "suspended", "role_arn", "on_remove" } do
      if head[name] ~= nil then return true end
   end
   return head[1] ~= nil
end

---What stands before the table: an id, or what discovery found.
---@return table head  resource_id, namespace, dimension, region, facts
local function read_head(declaration)
   local given = declaration.name
   if type(given) ~= "table" then return { resource_id = given, facts = {} } end
   if not declaration.body and is_body(given) then
      declaration.body = given
      return { facts = {} }
   end
   local head = { facts = given }
   if type(given.region) == "string" then head.region = given.region end
   for name, aws_name in pairs(aws_names) do
      local value = given[name] or given[aws_name]
      if type(value) == "string" then head[name] = value end
   end
   return head
end

local function suspended_state(given)
   if type(given) ~= "boolean" then return given end
   return { dynamic_in = given, dynamic_out = given, scheduled = given }
end

local function build_items(target, merged, report)
   for _, item in ipairs(merged.items) do
      local kind, built = attachment.build(item.declaration, { resource_id = target.resource_id,
         dimension = target.dimension, inherited = merged.values, report = report })
      local list = kind == "policy" and target.policies or target.schedules
      list[#list + 1] = built
   end
end

local function check_id(id, declaration, report)
   if type(id) == "string" and id ~= "" then return id end
   report { rule = "resource-id", message = ("%s: the resource id must be a text, not %s"):format(
      "target", schema.show(id)), fix = 'target "endpoint/<endpoint>/variant/<variant>" { … }' }
   return type(declaration.name) == "string" and declaration.name or "?"
end

local copied_keys <const> = { "min", "max", "role_arn", "tags", "profiles", "on_remove",
   "ignore_rules" }

local function identify(target, values, head, report)
   local namespace, dimension, finding = resource.infer(target.resource_id,
      { namespace = values.namespace or head.namespace,
        dimension = values.dimension or head.dimension }, target.facts)
   target.namespace, target.dimension = namespace, dimension
   if finding then
      target.broken.identity = true
      report(finding)
   end
end

---@param declaration moontide.deploy.Declaration
---@param report fun(finding: table)
---@return table target
function M.build(declaration, report)
   local head = read_head(declaration)
   local function report_here(finding)
      finding.where = finding.where or declaration.where
      finding.target = finding.target or declaration.resource_id
      report(finding)
   end
   local id = head.resource_id or (declaration.body or {}).resource_id
   declaration.resource_id = type(id) == "string" and id or nil
   local subject = ('target "%s"'):format(declaration.resource_id or "?")
   local body = declaration.body or {}
   local clean, broken = schema.check(body, words.by_name.target, subject, report_here)
   local items = defaults.items(body, report_here, subject)
   local merged = defaults.with_own(defaults.of_stack(declaration.defaults, report), clean, items,
      declaration.where)
   local values = merged.values
   local target = { resource_id = check_id(id, declaration, report_here), policies = {},
      schedules = {}, where = declaration.where, broken = broken,
      facts = values.facts or head.facts, tag_wheres = merged.tag_wheres,
      suspended = suspended_state(values.suspended),
      regions = values.regions or head.region and { head.region } or nil }
   for _, name in ipairs(copied_keys) do target[name] = values[name] end
   if type(id) == "string" and id ~= "" then identify(target, values, head, report_here) end
   build_items(target, merged, report_here)
   if not next(broken) then target.broken = nil end
   return target
end

return M
