-- What a recorder holds, as the plain data that plans are made of.
local findings_of = require "moontide.deploy.findings"
local schema = require "moontide.deploy.schema"
local suggest = require "moontide.suggest"
local target = require "moontide.deploy.build.target"
local words = require "moontide.deploy.words"

local M = {}

local option_names <const> = { "max_changes", "max_removes", "take_over", "adopt", "quotas" }

local function one_or_many(clean, one, many, report)
   if clean[one] and clean[many] then
      report { rule = "deployment", message = ("deployment has both %s and %s"):format(one, many),
         fix = ("keep %s"):format(many) }
   end
   return clean[many] or clean[one] and { clean[one] } or nil
end

local function describe(recorder, deployment)
   local given = recorder.deployment
   if not given then return end
   local function report(finding)
      finding.where = given.where
      recorder:report(finding)
   end
   local clean = schema.check(given.body, words.by_name.deployment, "deployment", report)
   deployment.name, deployment.where, deployment.prune = clean.name, given.where, clean.prune
   deployment.regions = one_or_many(clean, "region", "regions", report)
   deployment.profiles = one_or_many(clean, "profile", "profiles", report)
   deployment.ignore_rules, deployment.tags = clean.ignore_rules, clean.tags
   deployment.options = {}
   for _, name in ipairs(option_names) do deployment.options[name] = clean[name] end
end

local function add_tags(built, deployment)
   if not deployment.tags then return end
   local tags = {}
   for key, value in pairs(deployment.tags) do tags[key] = value end
   for key, value in pairs(built.tags or {}) do tags[key] = value end
   built.tags = tags
end

local function add_targets(recorder, deployment)
   local function report(finding) recorder:report(finding) end
   for _, declaration in ipairs(recorder.targets) do
      if recorder.has_failed and not declaration.body then goto continue end -- it failed in there
      local built = target.build(declaration, report)
      add_tags(built, deployment)
      table.insert(deployment.targets, built)
      ::continue::
   end
end

local function add_ignores(recorder, deployment)
   for _, ignore in ipairs(recorder.ignores) do
      local function report(finding)
         finding.where = ignore.where
         recorder:report(finding)
      end
      local clean, broken = schema.check(ignore.body, words.by_name.ignore, "ignore", report)
      if clean.pattern then
         table.insert(deployment.ignores, { pattern = clean.pattern, namespace = clean.namespace,
            where = ignore.where })
      elseif not broken.pattern then
         report { rule = "wrong-type", message = "ignore needs a pattern of resource ids",
            fix = 'ignore "endpoint/canary-*"' }
      end
   end
end

local function check_unused(recorder)
   for _, declaration in ipairs(recorder.attachments) do
      if not declaration.is_used then
         recorder:report { rule = "in-no-target", severity = "warning", where = declaration.where,
            message = declaration:title() .. " is in no target", fix =
            ("write it inside the table of a target or of defaults: target … { %s { … } }"):format(
               declaration:title()) }
      end
   end
end

local function check_variables(recorder, vars)
   local asked = {}
   for name in pairs(recorder.asked) do asked[#asked + 1] = name end
   for name in pairs(vars) do
      if not recorder.asked[name] then
         recorder:report { rule = "unused-variable", severity = "warning", where = "--var " .. name,
            message = ("no script asks for variable '%s'%s"):format(name,
               suggest.hint(name, asked)) }
      end
   end
end

-- Said where nothing else explains it.
local function check_targets(recorder, deployment, path)
   if #deployment.targets > 0 or #recorder.findings > 0 then return end
   recorder:report { rule = "no-targets", severity = "warning", where = deployment.where or path,
      message = "the script declares no targets" }
end

---@param recorder moontide.deploy.Recorder
---@param vars table<string, any>
---@param path string   of the script
---@return table deployment, moontide.deploy.Finding[] findings
function M.build(recorder, vars, path)
   local deployment = { targets = {}, ignores = {}, hooks = recorder.hooks, options = {} }
   describe(recorder, deployment)
   add_targets(recorder, deployment)
   add_ignores(recorder, deployment)
   check_unused(recorder)
   check_variables(recorder, vars)
   check_targets(recorder, deployment, path)
   return deployment, findings_of.sorted(recorder.findings)
end

return M
