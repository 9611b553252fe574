-- Tests of hooks: loads a hook file and asks it about targets that the test makes up. For busted
-- and for `moontide test-hooks`, which runs cases given as tables.
local files = require "moontide.files"
local hook_files = require "moontide.deploy.hook_files"
local hooks = require "moontide.deploy.hooks"
local suggest = require "moontide.suggest"

local M = {}

local variant <const> = "endpoint/example/variant/main"

---What a target has that a test says nothing of.
local function fill(target)
   target.namespace = target.namespace or "sagemaker"
   target.resource_id = target.resource_id or variant
   target.dimension = target.dimension or "sagemaker:variant:DesiredInstanceCount"
   target.min, target.max = target.min or 1, target.max or 2
   for _, name in ipairs { "tags", "facts", "policies", "schedules" } do
      target[name] = target[name] or {}
   end
   target.where = target.where or "test"
   return target
end

---A target as hooks see it; what is not given is that of a small SageMaker variant.
---@param given? table
---@return table
function M.target(given)
   local target = {}
   for name, value in pairs(given or {}) do target[name] = value end
   return fill(target)
end

---A target tracking policy as hooks see it.
---@param given? table  name, config …
---@return table
function M.policy(given)
   local policy = { name = "invocations", type = "TargetTrackingScaling", where = "test",
      config = { TargetValue = 70, PredefinedMetricSpecification = {
         PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } } }
   for name, value in pairs(given or {}) do policy[name] = value end
   return policy
end

---A scheduled action as hooks see it.
---@param given? table
---@return table
function M.action(given)
   local action = { name = "night", schedule = "cron(0 22 * * ? *)", min = 1, max = 2,
      where = "test" }
   for name, value in pairs(given or {}) do action[name] = value end
   return action
end

---@class moontide.testing.Pack
---@field hooks moontide.deploy.Hook[]
local Pack = {}
Pack.__index = Pack

---A hook file to be tested; raises what is wrong with it.
---@param path string
---@param options? { sandbox?: boolean, vars?: table<string, any> }
---@return moontide.testing.Pack
function M.load(path, options)
   options = options or {}
   local loaded, findings = hook_files.load({ { path = path, origin = "file" } },
      { vars = options.vars, sandbox = options.sandbox and {} or nil })
   if findings[1] then
      error(("%s: %s"):format(findings[1].where or path, findings[1].message), 2)
   end
   return setmetatable({ hooks = loaded, path = path }, Pack)
end

---What the pack says at a point, and the payload that a transform has made.
---@param point string
---@param payload table
---@param more? any
---@return moontide.deploy.Finding[] findings, table payload
function Pack:run(point, payload, more)
   return hooks.run(self.hooks, point, payload, more)
end

---What the pack says of a target, its policies and scheduled actions.
---@param target table
---@return moontide.deploy.Finding[]
function Pack:review(target)
   target = fill(target)
   local findings = hooks.run(self.hooks, "validate", target)
   local function add(point, list)
      for _, item in ipairs(list) do
         local more = hooks.run(self.hooks, point, item, target)
         table.move(more, 1, #more, #findings + 1, findings)
      end
   end
   add("validate_policy", target.policies)
   add("validate_action", target.schedules)
   return findings
end

local function texts_of(findings, severity)
   local list = {}
   for _, finding in ipairs(findings) do
      if finding.severity == severity then list[#list + 1] = finding.message end
   end
   return list
end

---The texts with which the pack denies a target.
---@param target table
---@return string[]
function Pack:denials(target)
   return texts_of(self:review(target), "error")
end

---The texts with which it warns.
---@param target table
---@return string[]
function Pack:warnings(target)
   return texts_of(self:review(target), "warning")
end

---The target after the pack's transforms.
---@param target table
---@return table
function Pack:transformed(target)
   local _, changed = hooks.run(self.hooks, "transform", fill(target))
   return changed
end

-- Cases as tables ------------------------------------------------------------------------------

local case_keys <const> = { "name", "target", "denies", "warns", "passes", "transforms" }

local function check_keys(case)
   for key in pairs(case) do
      local is_known = key == 1
      for _, name in ipairs(case_keys) do is_known = is_known or key == name end
      if not is_known then
         return ("the case has an unknown key '%s'%s"):format(tostring(key),
            suggest.hint(tostring(key), case_keys))
      end
   end
end

local function list_text(list)
   return #list == 0 and "nothing" or '"' .. table.concat(list, '", "') .. '"'
end

local function said(list, wanted)
   for _, text in ipairs(list) do
      if text:find(wanted, 1, true) then return true end
   end
   return false
end

---Expected texts: one, several, or true for any.
local function problem_with(list, wanted, verb)
   if wanted == true and #list == 0 then return ("nothing is %s"):format(verb) end
   for _, text in ipairs(type(wanted) == "table" and wanted or { wanted }) do
      if type(text) == "string" and not said(list, text) then
         return ('expected "%s" to be %s; there is %s'):format(text, verb, list_text(list))
      end
   end
end

local function differences(got, wanted, path)
   for key, value in pairs(wanted) do
      local name = path == "" and tostring(key) or ("%s.%s"):format(path, key)
      if type(value) == "table" and type(got[key]) == "table" then
         local problem = differences(got[key], value, name)
         if problem then return problem end
      elseif got[key] ~= value then
         return ("%s is %s after the transform, not %s"):format(name, tostring(got[key]),
            tostring(value))
      end
   end
end

local function passes_problem(denials, warnings)
   if #denials > 0 then return "denied: " .. list_text(denials) end
   if #warnings > 0 then return "warned: " .. list_text(warnings) end
end

---Whether the pack says of a case's target what the case expects.
---@param case table  name, target, and passes, denies, warns or transforms
---@return string? problem  nil: it does
function Pack:check(case)
   local problem = check_keys(case)
   if problem then return problem end
   local given = M.target(case.target)
   if case.transforms then return differences(self:transformed(given), case.transforms, "") end
   local findings = self:review(given)
   local denials, warnings = texts_of(findings, "error"), texts_of(findings, "warning")
   if case.passes then return passes_problem(denials, warnings) end
   if case.denies == nil and case.warns == nil then
      return "the case expects nothing: passes, denies, warns or transforms"
   end
   if not case.denies and #denials > 0 then return "denied: " .. list_text(denials) end
   return problem_with(denials, case.denies, "denied")
      or problem_with(warnings, case.warns, "warned of")
end

---The cases of a test file: it returns a list of them, and `pack = "file.lua"` where the hook file
---is not called like the test without _test.
---@param path string
---@return table[] cases, string pack
function M.cases(path)
   local text, reason = files.read(path)
   if not text then error(("cannot read %s: %s"):format(path, reason), 0) end
   local chunk, problem = load(text, "@" .. path, "t", setmetatable({}, { __index = _G }))
   if not chunk then error(problem, 0) end
   local cases = chunk()
   if type(cases) ~= "table" then error(path .. ": the file returns no list of cases", 0) end
   local directory, name = path:match("^(.-)([^/]+)_test%.lua$")
   return cases, (directory or "") .. (cases.pack or (name or "") .. ".lua")
end

return M
