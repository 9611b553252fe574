-- Hooks: what they get, what they may say, where their files are found.
local deployments = require "support.deployments"
local hook_files = require "moontide.deploy.hook_files"
local hooks = require "moontide.deploy.hooks"
local program = require "support.program"
local review = require "moontide.deploy.review"
local testing = require "moontide.testing"

local V <const> = deployments.variant

local function review_of(text)
   local deployment = deployments.load(text)
   local findings = review.run(deployment, { now = 1768435200,
      ignore_rules = { "nothing-scales", "console-policy-name" } })
   return findings, deployment
end

local function messages(text)
   return deployments.lines((review_of(text)))
end

local in_directory = deployments.in_directory

describe("hooks", function()
   it("get each target, policy and action, with their places", function()
      assert.same({
         'fleet.lua:4: hook: target endpoint/ranker/variant/main',
         'fleet.lua:5: hook: policy t of endpoint/ranker/variant/main',
         'fleet.lua:6: hook: action s of endpoint/ranker/variant/main',
      }, messages([[
hook("validate", function(t) warn("target " .. t.resource_id) end)
hook("validate_policy", function(p, t) warn(("policy %s of %s"):format(p.name, t.resource_id)) end)
hook("validate_action", function(a, t) warn(("action %s of %s"):format(a.name, t.resource_id)) end)
target "]] .. V .. [[" { min = 1, max = 9,
   track "t" { metric = "SageMakerVariantInvocationsPerInstance", value = 70 },
   schedule "s" { rate = "2 days", min = 1, max = 9 } }]]))
   end)

   it("are all heard, and may say several things, returned or not", function()
      assert.same({ "fleet.lua:3: hook: a", "fleet.lua:3: hook: b",
         "fleet.lua:3: hook: no reason given", "fleet.lua:3: hook: c" }, messages(
         'hook("validate", function() deny "a" return deny "b" end)\n'
         .. 'hook("validate", function() return warn "c", deny(nil) end)\n'
         .. ('target "%s" { min = 1, max = 1 }'):format(V)))
   end)

   it("can rely on tables being there, and hold copies only", function()
      local findings, deployment = review_of(
         'hook("validate", function(t) t.min = 99 t.tags.x = "1" t.policies[1] = t.facts end)\n'
         .. ('target "%s" { min = 1, max = 1 }'):format(V))
      assert.same({}, findings)
      assert.same({ 1, nil }, { deployment.targets[1].min, deployment.targets[1].tags })
   end)

   it("that raise are findings with a traceback, and the others go on", function()
      local findings = review_of('hook("validate", function(t) error("oh") end)\n'
         .. 'hook("validate", function(t) error({}) end)\n'
         .. 'hook("validate", function(t) return deny("no") end)\n'
         .. ('target "%s" { min = 1, max = 1 }'):format(V))
      assert.equal(3, #findings)
      assert.same({ "hook-error", "fleet.lua:1" }, { findings[1].rule, findings[1].where })
      assert.matches("the hook at fleet.lua:1 failed: oh", findings[1].message, 1, true)
      assert.matches("fleet.lua:1", findings[1].traceback, 1, true)
      assert.not_matches("deploy/", findings[1].traceback)
      assert.equal("no", findings[3].message)
   end)

   it("transform one after the other, before the rules look", function()
      local findings, deployment = review_of(
         'hook("transform", function(t) t.max = t.max * 2 return t end)\n'
         .. 'hook("transform", function(t) t.max = t.max + 1 t.tags.a = "b" return t end)\n'
         .. ('target "%s" { min = 5, max = 3 }'):format(V))
      assert.same({}, findings)
      local target = deployment.targets[1]
      assert.same({ 7, "b", "fleet.lua:3" }, { target.max, target.tags.a, target.where })
   end)

   it("may wait for calls", function()
      local moontide = require "moontide"
      local list = { { point = "before_plan", where = "f.lua:1", origin = "script",
         fn = function() moontide.sleep(0.001) require("moontide.deploy.verdict").new("error", "x")
         end } }
      local findings = moontide.run(hooks.run, list, "before_plan", {})
      assert.equal("x", findings[1].message)
   end)

   it("are called at known points only", function()
      assert.has_error(function() hooks.run({}, "validat", {}) end)
   end)
end)

describe("hook files", function()
   local say <const> = 'hook("validate", function() warn "%s" end)'

   it("are those of the project above the script, of directories and of files", function()
      in_directory({
         [".moontide/hooks/a.lua"] = say:format("project"), ["rules/x.lua"] = say:format("x"),
         ["rules/y.lua"] = say:format("y"), ["rules/y_test.lua"] = "error()",
         ["one.lua"] = say:format("one"),
         ["deep/er/fleet.lua"] = ('target "%s" { min = 1, max = 1 }'):format(V),
      }, function(directory)
         local result = program.run { "validate", "--hooks", directory .. "/rules/", "--hooks",
            directory .. "/one.lua", "--format", "github", directory .. "/deep/er/fleet.lua" }
         local said = {}
         for text in result.out:gmatch("::([^:%%\n]+)%%0Atarget") do said[#said + 1] = text end
         assert.same({ "one", "project", "x", "y" }, said)
         result = program.run { "validate", "--no-project-hooks",
            directory .. "/deep/er/fleet.lua" }
         assert.same({ 0, nil }, { result.code, result.out:match("project") })
      end)
   end)

   it("with mistakes are findings", function()
      in_directory({ ["one.lua"] = "hook(", ["rules/x.lua"] = '\nerror("no")' },
         function(directory)
            local _, findings = hook_files.load({ { path = directory .. "/one.lua",
               origin = "file" }, { path = directory .. "/rules/x.lua", origin = "file" },
               { path = directory .. "/none.lua", origin = "file" } }, {})
            assert.equal(3, #findings)
            for _, finding in ipairs(findings) do assert.equal("hook-file", finding.rule) end
            assert.equal(directory .. "/rules/x.lua:2", findings[2].where)
         end)
   end)

   it("have variables", function()
      in_directory({ ["one.lua"] = 'local least = var("least", 1)\n'
         .. 'hook("validate", function(t) if t.min < least then deny("few") end end)' },
         function(directory)
            for _, sandbox in ipairs { false, true } do
               local pack = testing.load(directory .. "/one.lua", { vars = { least = "3" },
                  sandbox = sandbox })
               assert.same({ "few" }, pack:denials(testing.target { min = 2 }))
               assert.same({}, pack:denials(testing.target { min = 3 }))
            end
         end)
   end)
end)

describe("moontide test-hooks", function()
   it("tells which cases hold and which do not", function()
      in_directory({
         ["rules/x.lua"] = 'hook("validate", function(t) if t.min > 3 then deny "much" end end)',
         ["rules/x_test.lua"] = 'return { { "good", target = { min = 1 }, passes = true },\n'
            .. '{ "bad", target = { min = 9 }, passes = true },\n'
            .. '{ "right", target = { min = 9 }, denies = "much" },\n'
            .. '{ "wrong", target = { min = 9 }, denies = "little" },\n'
            .. '{ "odd", target = {}, denise = true }, { "empty", target = {} } }',
         ["rules/y_test.lua"] = "return 5",
      }, function(directory)
         local result = program.run { "test-hooks", directory .. "/rules" }
         assert.equal(3, result.code)
         for _, text in ipairs { "ok      ", "x.lua: good\n",
            "x.lua: bad\n        denied: \"much\"",
            'expected "little" to be denied; there is "much"', "did you mean 'denies'",
            "the case expects nothing", "returns no list of cases", "2 passed, 5 failed" } do
            assert.matches(text, result.out, 1, true)
         end
         assert.equal(3, program.run({ "test-hooks", directory }).code)
      end)
   end)
end)
