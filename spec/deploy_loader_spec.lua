-- From scripts to deployments: what is declared, where, and with which defaults.
local core = require "moontide.core"
local deployments = require "support.deployments"
local loader = require "moontide.deploy.loader"

local V = deployments.variant

local in_directory = deployments.in_directory

local function ids(deployment)
   local list = {}
   for i, target in ipairs(deployment.targets) do list[i] = target.resource_id end
   return table.concat(list, " ")
end

describe("a deployment script", function()
   it("declares a deployment, targets, what to ignore, and hooks, each with its line", function()
      local deployment = deployments.load([[
deployment { name = "rankers", regions = { "us-east-1", "eu-west-1" }, prune = true }
target "endpoint/ranker/variant/main" {
   min = 2, max = 12, tags = { team = "ranking" },
   track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600 },
   schedule "night" { cron = "0 22 * * ? *", min = 1, max = 2 },
}
ignore "endpoint/canary-*"
hook("validate", function() end)]])
      assert.equal("rankers", deployment.name)
      assert.same({ "us-east-1", "eu-west-1" }, deployment.regions)
      assert.is_true(deployment.prune)
      assert.equal("fleet.lua:1", deployment.where)
      local target = deployment.targets[1]
      assert.same({ "sagemaker", V, "sagemaker:variant:DesiredInstanceCount", 2, 12,
         "fleet.lua:2" }, { target.namespace, target.resource_id, target.dimension, target.min,
            target.max, target.where })
      assert.same({ team = "ranking" }, target.tags)
      assert.equal("fleet.lua:4", target.policies[1].where)
      assert.same({ name = "night", schedule = "cron(0 22 * * ? *)", min = 1, max = 2,
         where = "fleet.lua:5" }, target.schedules[1])
      assert.same({ { pattern = "endpoint/canary-*", where = "fleet.lua:7" } }, deployment.ignores)
      local hook = deployment.hooks[1]
      assert.same({ "validate", "fleet.lua:8", "script", false },
         { hook.point, hook.where, hook.origin, hook.sandboxed })
   end)

   it("is plain Lua: loops, conditions, lists of declarations", function()
      local deployment = deployments.load([[
local function usual(value)
   return { track "x" { metric = "SageMakerVariantInvocationsPerInstance", value = value },
      schedule "night" { cron = "0 22 * * ? *", max = 2 } }
end
for i = 1, 3 do
   target(("endpoint/e%d/variant/v"):format(i)) {
      min = 1, max = i + 1.0, usual(i * 10), i == 2 and schedule "noon" { rate = "1 day", min = 2 },
   }
end]])
      assert.equal("endpoint/e1/variant/v endpoint/e2/variant/v endpoint/e3/variant/v",
         ids(deployment))
      assert.equal("integer", math.type(deployment.targets[3].max))
      assert.equal(30, deployment.targets[3].policies[1].config.TargetValue)
      assert.equal(1, #deployment.targets[1].schedules)
      assert.equal("rate(1 day)", deployment.targets[2].schedules[2].schedule)
   end)

   it("takes what discovery found in place of a resource id", function()
      local target = deployments.target [[
target { resource_id = "endpoint/e/variant/v", region = "eu-west-1", kind = "serverless",
   instance_type = "ml.m5.large" } { min = 1, max = 2 }]]
      assert.equal("sagemaker:variant:DesiredProvisionedConcurrency", target.dimension)
      assert.same({ "eu-west-1" }, target.regions)
      assert.equal("ml.m5.large", target.facts.instance_type)
   end)

   it("takes one table with everything in it, and AWS's names of what identifies", function()
      local target = deployments.target [[
target { resource_id = "service/c/s", min = 0, max = 2 }]]
      assert.equal("ecs:service:DesiredCount", target.dimension)
      target = deployments.target [[
target { ResourceId = "table/t", ScalableDimension = "dynamodb:table:ReadCapacityUnits" } {
   min = 1, max = 2 }]]
      assert.same({ "dynamodb", "dynamodb:table:ReadCapacityUnits" },
         { target.namespace, target.dimension })
   end)

   it("knows what nil and zero are", function()
      local target = deployments.target('target "' .. V .. '" { min = 0 }')
      assert.equal(0, target.min)
      assert.is_nil(target.max)
   end)

   it("suspends all or some", function()
      local all = { dynamic_in = true, dynamic_out = true, scheduled = true }
      assert.same(all, deployments.target('target "' .. V .. '" { suspended = true }').suspended)
      assert.same({ scheduled = false }, deployments.target('target "' .. V
         .. '" { suspended = { scheduled = false } }').suspended)
   end)
end)

describe("defaults", function()
   it("hold for what follows, tags key by key, and the target's own win", function()
      local deployment = deployments.load [[
target "endpoint/a/variant/v" { min = 1, max = 1 }
defaults { min = 2, max = 9, tags = { team = "x", env = "test" }, timezone = "Europe/Berlin" }
defaults { max = 8, tags = { env = "prod" } }
target "endpoint/b/variant/v" { tags = { own = "1" }, schedule "n" { rate = "1 day", min = 3 } }]]
      assert.is_nil(deployment.targets[1].tags)
      local b = deployment.targets[2]
      assert.same({ 2, 8, { team = "x", env = "prod", own = "1" }, "Europe/Berlin" },
         { b.min, b.max, b.tags, b.schedules[1].timezone })
      assert.same({ team = "fleet.lua:2", env = "fleet.lua:3", own = "fleet.lua:4" }, b.tag_wheres)
   end)

   it("can hold inside a function only", function()
      local deployment = deployments.load [[
defaults({ min = 5, max = 5 }, function() target "endpoint/a/variant/v" {} end)
target "endpoint/b/variant/v" { min = 1, max = 2 }]]
      assert.same({ 5, 1 }, { deployment.targets[1].min, deployment.targets[2].min })
   end)

   it("give policies and actions to targets, unless they have one of that name", function()
      local deployment = deployments.load [[
defaults { min = 1, max = 2, scale_in_cooldown = 7,
   track "t" { metric = "SageMakerVariantInvocationsPerInstance", value = 1 },
   schedule "s" { rate = "1 day", min = 1 } }
target "endpoint/a/variant/v" {}
target "endpoint/b/variant/v" { track "t" { metric = "CPUUtilization", value = 5 } }]]
      local a, b = deployment.targets[1], deployment.targets[2]
      assert.same({ 1, 7, "fleet.lua:2" }, { a.policies[1].config.TargetValue,
         a.policies[1].config.ScaleInCooldown, a.policies[1].where })
      assert.same({ 5, 1, 1 }, { b.policies[1].config.TargetValue, #b.policies, #b.schedules })
      assert.equal("b", b.policies[1].config.CustomizedMetricSpecification.Dimensions[1].Value)
   end)
end)

describe("include", function()
   it("loads files by pattern, relative to the including one, with its defaults", function()
      in_directory({
         ["fleet.lua"] = 'size = 4 defaults { min = 1, max = 9 } include "teams/*.lua" '
            .. 'target "endpoint/z/variant/v" { min = 2 }',
         ["teams/a.lua"] = 'defaults { min = 3 } '
            .. 'target "endpoint/a/variant/v" { max = size } x = 1',
         ["teams/b.lua"] = 'assert(x == nil) target "endpoint/b/variant/v" {}',
      }, function(directory)
         local deployment, findings = loader.read { path = directory .. "/fleet.lua" }
         assert.same({}, findings)
         local targets = deployment.targets
         assert.same({ 3, 4, 1, 9, 2, 9 }, { targets[1].min, targets[1].max, targets[2].min,
            targets[2].max, targets[3].min, targets[3].max })
         assert.equal(directory .. "/teams/a.lua:1", targets[1].where)
      end)
   end)

   it("says what it cannot find or read, and that a file includes itself", function()
      in_directory({ ["a.lua"] = 'include "b.lua"\ninclude "none-*.lua"',
         ["b.lua"] = 'include "a.lua"',
      }, function(directory)
         local _, findings = loader.read { path = directory .. "/a.lua" }
         assert.matches("no file fits", findings[1].message, 1, true)
         assert.matches("includes itself", findings[2].message, 1, true)
      end)
   end)

   it("goes on after a file that fails", function()
      in_directory({ ["a.lua"] = 'include "b.lua" target "endpoint/e/variant/v" {}',
         ["b.lua"] = "\nlocal x = nil + 1" }, function(directory)
         local deployment, findings = loader.read { path = directory .. "/a.lua" }
         assert.equal(1, #deployment.targets)
         assert.equal(directory .. "/b.lua:2", findings[1].where)
         assert.matches("stack traceback", findings[1].traceback)
      end)
   end)
end)

describe("variables", function()
   it("have the type of their default", function()
      local deployment = deployments.load([[
target "endpoint/e/variant/v" { min = var("min", 1), max = var("max", 2),
   suspended = var("off", false), tags = { who = var "who" } }]],
         { vars = { min = "3", off = "true", who = "me" } })
      local target = deployment.targets[1]
      assert.same({ 3, 2, "me" }, { target.min, target.max, target.tags.who })
      assert.is_true(target.suspended.scheduled)
   end)

   it("are missed when nobody gives or asks for them", function()
      assert.same({
         "--var sizr: unused-variable: no script asks for variable 'sizr', did you mean 'size'?",
         "fleet.lua:1: variable: variable 'size' is not given" },
         deployments.mistakes('local x = var "size"', { vars = { sizr = "1" } }))
   end)

   it("and arguments reach the script", function()
      local target = deployments.target('local a = ... target(arg[2]) { min = tonumber(a) }',
         { arguments = { "4", V } })
      assert.equal(4, target.min)
   end)
end)

describe("mistakes", function()
   it("are all told, with line and what was meant", function()
      assert.same({
         "fleet.lua:1: unknown-key: deployment has no key 'nane', did you mean 'name'?",
         "fleet.lua:2: unknown-key: target \"" .. V .. "\" has no key 'mim', did you mean 'min'?",
         "fleet.lua:2: wrong-type: target \"" .. V .. "\".max must be a whole number, not \"4\"",
         "fleet.lua:3: unknown-key: track \"t\" has no key 'valeu', did you mean 'value'?",
         "fleet.lua:4: unknown-hook: there is no hook point 'validat', did you mean 'validate'?",
      }, deployments.mistakes([[
deployment { nane = "x" }
target "]] .. V .. [[" { mim = 1, max = "4",
   track "t" { metric = "SageMakerVariantInvocationsPerInstance", valeu = 3 } }
hook("validat", function() end)]]))
   end)

   it("in policies of defaults are told once", function()
      assert.equal(1, #deployments.mistakes [[
defaults { min = 1, max = 2, minn = 1 }
target "endpoint/a/variant/v" {}
target "endpoint/b/variant/v" {}]])
   end)

   it("name what stands in no target, has no table, or has two", function()
      assert.same({
         'fleet.lua:1: in-no-target: track "a" is in no target',
         'fleet.lua:2: no-settings: step "b" has no settings',
         'fleet.lua:3: declared-twice: target "' .. V .. '" has its table already, at fleet.lua:3',
      }, deployments.mistakes('track "a" { metric = "CPUUtilization", value = 1 }\n'
         .. 'target "endpoint/e/variant/v" { step "b" }\n'
         .. ('target "%s" { min = 1 } { max = 2 }'):format(V)))
   end)

   it("are raised with the rest by load, as one error with exit code 3", function()
      local ok, err = pcall(loader.load, { path = "f.lua", text = "x(" })
      assert.is_false(ok)
      assert.same({ 3, "ValidationFailed", 1, "syntax" }, { err.exit_code, err.code, #err.findings,
         err.findings[1].rule })
   end)

   it("include compiled Lua, and a script that is not there", function()
      assert.same({ "fleet.lua: syntax: compiled Lua is not run" },
         deployments.mistakes(string.dump(function() end)))
      local ok, err = pcall(loader.load, { path = "/nowhere/f.lua" })
      assert.is_false(ok)
      assert.equal("io", err.status)
   end)

   it("of identity say what would fit", function()
      assert.same({
         "fleet.lua:1: resource-id: 'endpoint/e/varaint/v' is not a resource id that Application "
            .. "Auto Scaling knows",
         "fleet.lua:2: ambiguous-dimension: 'table/t' can be scaled in more than one dimension",
         "fleet.lua:3: unknown-namespace: there is no namespace 'sagemakr', did you mean "
            .. "'sagemaker'?",
         "fleet.lua:4: resource-dimension: '" .. V .. "' does not fit ecs:service:DesiredCount",
         "fleet.lua:5: unknown-dimension: there is no dimension 'DesiredCuont', did you mean "
            .. "'DesiredCount'?",
      }, deployments.mistakes(([[
target "endpoint/e/varaint/v" {}
target "table/t" {}
target "%s" { namespace = "sagemakr" }
target "%s" { dimension = "ecs:service:DesiredCount" }
target "service/c/s" { dimension = "DesiredCuont" }]]):format(V, V)))
   end)

   it("of a script that raises come with its traceback", function()
      local _, findings = deployments.read('local function f() error("boom") end\n\nf()')
      assert.same({ "script-error", "fleet.lua:1", "boom" },
         { findings[1].rule, findings[1].where, findings[1].message })
      assert.matches("fleet.lua:3", findings[1].traceback)
   end)

   it("can be said by the script itself", function()
      local _, findings = deployments.read 'deny "not today"\nwarn("careful")'
      assert.same({ "error", "warning" }, { findings[1].severity, findings[2].severity })
      assert.same({ "fleet.lua:1: script: not today", "fleet.lua:2: script: careful" },
         deployments.lines(findings))
   end)
end)

describe("while a script loads", function()
   it("nothing is written, and reads are not hindered", function()
      local context = require "moontide.context"
      local script = [[
local moontide = require "moontide"
local aas = moontide.client("application-autoscaling", { region = "eu-west-1",
   endpoint_url = "http://127.0.0.1:9", max_attempts = 1,
   credentials = { access_key_id = "a", secret_access_key = "b" } })
read_error = select(2, moontide.try(aas.describe_scalable_targets, aas,
   { ServiceNamespace = "sagemaker" })).status
assert(read_error == "network", read_error)
aas:deregister_scalable_target { ServiceNamespace = "sagemaker", ResourceId = "a",
   ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }]]
      local before = context.replace_engine(nil)
      local mistakes = deployments.mistakes(script)
      local engine = context.replace_engine(before)
      if engine then engine:close() end
      assert.equal(1, #mistakes)
      assert.matches("^fleet.lua:8: write%-while%-loading: DeregisterScalableTarget: .*no write",
         mistakes[1])
      context.check_call("DeregisterScalableTarget") -- allowed again
   end)

   it("nothing at all is asked where that is not wanted", function()
      assert.matches("^fleet.lua:3: needs%-network: ListEndpoints", deployments.mistakes([[
local client = require("moontide").client("sagemaker", { region = "eu-west-1",
   credentials = { access_key_id = "a", secret_access_key = "b" } })
client:list_endpoints {}]], { is_offline = true })[1])
   end)

   it("modules of the script's own can require the words", function()
      package.preload["spec.helper"] = function()
         local dsl = require "moontide.dsl"
         return function(id) dsl.target(id) { min = 1, max = 2 } end
      end
      local target = deployments.target 'require "spec.helper" "endpoint/e/variant/v"'
      package.preload["spec.helper"], package.loaded["spec.helper"] = nil, nil
      assert.matches("deploy_loader_spec.lua:%d+$", target.where) -- the nearest line of a script
      assert.is_nil(package.loaded["moontide.dsl"])
   end)
end)

describe("core.glob", function()
   it("finds nothing where there is nothing", function()
      assert.same({}, core.glob "/nonexistent/*.lua")
   end)
end)
