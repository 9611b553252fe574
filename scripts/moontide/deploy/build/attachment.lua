-- One track, step, predictive or schedule of a target, from its declaration to AWS's structure.
local core = require "moontide.core"
local policy_model = require "moontide.deploy.policy_model"
local schedule = require "moontide.deploy.build.schedule"
local schema = require "moontide.deploy.schema"
local words = require "moontide.deploy.words"

local M = {}

local builders <const> = {
   track = require "moontide.deploy.build.tracking",
   step = require "moontide.deploy.build.step",
   predictive = require "moontide.deploy.build.predictive",
}

local members_of_word -- word → members of its structure

---@param word string
---@return table<string, boolean>
local function members_of(word)
   members_of_word = members_of_word or {}
   if not members_of_word[word] then
      local model, members = assert(core.model("application-autoscaling")), {}
      local wanted = words.by_name[word].members
      for _, member in ipairs(model:shape("PutScalingPolicy", "input").members) do
         for _, inner in ipairs(member.name == wanted and member.shape.members or {}) do
            members[inner.name] = true
         end
      end
      members_of_word[word] = members
   end
   return members_of_word[word]
end

local function name_of(declaration, report)
   local name = declaration.name
   if type(name) == "string" then return name end
   report { rule = "wrong-type", message = ("%s needs a name, a text, not %s"):format(
      declaration.word, schema.show(name)), fix = ('%s "name" { … }'):format(declaration.word) }
   return "?"
end

---Settings that a policy has not and its target's defaults have.
local function inherit(body, names, inherited)
   for _, name in ipairs(names) do
      if body[name] == nil then body[name] = inherited[name] end
   end
end

local function build_policy(builder, body, name, context)
   local config = {}
   inherit(body, builder.inherits, context.inherited)
   for key in pairs(members_of(context.word)) do config[key] = body[key] end
   for short, member in pairs(builder.short) do
      if body[short] ~= nil then config[member] = body[short] end
   end
   builder.fill(body, config, context)
   local policy = { name = name, type = builder.type, config = config, where = context.where,
      alarm = builder.alarm and builder.alarm(body, name, context) or nil }
   for _, finding in ipairs(policy_model.take_mistyped(policy)) do
      context.report { rule = "model",
         message = ("%s: %s %s"):format(context.subject, finding.path, finding.message) }
   end
   return policy
end

---@class moontide.deploy.AttachmentContext
---@field resource_id string
---@field dimension string?
---@field inherited table  settings of the target
---@field report fun(finding: table)

---@param declaration moontide.deploy.Declaration
---@param context moontide.deploy.AttachmentContext
---@return "policy"|"schedule" kind, table built
function M.build(declaration, context)
   local word, where, is_flawed = declaration.word, declaration.where, false
   local function report(finding)
      finding.where, is_flawed = where, true
      context.report(finding)
   end
   local name = name_of(declaration, report)
   local own = { resource_id = context.resource_id, dimension = context.dimension, word = word,
      report = report, subject = ('%s "%s"'):format(word, name), where = where,
      inherited = context.inherited }
   if not declaration.body then
      report { rule = "no-settings", message = own.subject .. " has no settings",
         fix = ("%s { … }"):format(own.subject) }
   end
   local body, broken = schema.check(declaration.body or {}, words.by_name[word], own.subject,
      report, word ~= "schedule" and members_of(word) or nil)
   own.broken = broken
   local built
   if word == "schedule" then
      inherit(body, { "timezone" }, context.inherited)
      built = schedule.build(body, name, own)
   else
      built = build_policy(builders[word], body, name, own)
   end
   built.broken = is_flawed and broken or nil -- rules need not say it again
   return word == "schedule" and "schedule" or "policy", built
end

return M
