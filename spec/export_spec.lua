-- Exported scripts plan to no changes, whatever is live.
local deployments = require "support.deployments"
local export = require "moontide.deploy.export"
local fleet = require "support.fleet"
local gather = require "moontide.deploy.gather"
local lua_text = require "moontide.deploy.lua_text"
local plan = require "moontide.deploy.plan"
local task = require "moontide.task"

local rich <const> = [[
   tags = { team = "x", ["end"] = "y \"z\"\n" },
   track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600.25,
      scale_in_cooldown = 0 },
   track "own" { metric = { name = "Busy", namespace = "mine", statistic = "Average",
      dimensions = { A = "b\"c", B = "d" }, unit = "Percent" }, value = 5 },
   track "math" { metric = { expression = "m1 / m2", metrics = {
      m1 = { name = "X", namespace = "n", statistic = "Sum" },
      m2 = { name = "Y", namespace = "n", statistic = "Sum", dimensions = { E = "f" } } } },
      value = 0.5, disable_scale_in = true },
   step "burst" { steps = { { lower = 0, upper = 20, percent = 10 }, { lower = 20, percent = 30 } },
      min_magnitude = 2, cooldown = 60, aggregation = "Maximum" },
   step "exact" { steps = { { upper = 0, capacity = 2 } } },
   schedule "night"   { cron = "0 22 * * ? *", timezone = "Europe/Berlin", min = 0, max = 2,
      from = "2031-01-01T00:00:00Z", to = "2032-02-29T12:30:00Z" },
   schedule "once" { at = "2031-01-01T00:00:00", max = 20 },
   schedule "often" { rate = "3 hours", min = 1 },
]]

-- What a script makes live, as a script again, and what that one plans to.
local function exported(script, regions, namespaces)
   local emulator <close> = fleet.emulator() -- luacheck: ignore 211
   local text, name, made
   task.run(function()
      require("moontide.deploy.apply").run(plan.make(deployments.load(script)))
      local requests = {}
      for i, region in ipairs(regions) do
         local cell = require("moontide.deploy.cells").new(nil, region, false)
         requests[i] = { cell = cell, wanted = {}, namespaces = namespaces or { "sagemaker" },
            is_whole = true, lists_tags = true, needs_tags = true }
      end
      local states, list = gather.read(requests), {}
      for i, request in ipairs(requests) do
         local targets = {}
         for _, target in pairs(states[request.cell].targets) do targets[#targets + 1] = target end
         list[i] = { cell = request.cell, targets = targets }
      end
      list, name = export.of_one_owner(list)
      text = export.script(list, name)
      made = plan.make(deployments.load(text))
   end)
   return text, made
end

describe("export", function()
   it("writes a script that plans to no changes", function()
      local text, made = exported('target "endpoint/a/variant/b" { min = 2, max = 12,\n' .. rich
         .. "}", { "eu-west-1" })
      assert.equal(0, made.summary.changes)
      assert.equal(1, made.summary.unchanged)
      assert.equal(0, made.summary.refused)
      assert.matches('schedule "once" { at = "2031%-01%-01T00:00:00", max = 20 },', text)
   end)

   it("writes targets that are alike once", function()
      local text, made = exported('for _, id in ipairs { "a", "b", "c" } do'
         .. ' target("endpoint/" .. id .. "/variant/v") { min = 1, max = 2, ' .. rich .. "} end\n"
         .. 'target "endpoint/d/variant/v" { min = 1, max = 3 }', { "eu-west-1" })
      assert.equal(4, made.summary.unchanged)
      assert.equal(0, made.summary.changes)
      local _, count = text:gsub('track "own"', "")
      assert.equal(1, count)
      assert.matches("for _, id in ipairs {\n   \"endpoint/a/variant/v\",", text)
   end)

   it("keeps the name and what is suspended", function()
      local text, made = exported('deployment { name = "rankers" }\n'
         .. 'target "endpoint/a/variant/b" { min = 1, max = 2, suspended = { dynamic_in = true } }',
         { "eu-west-1" })
      assert.matches('^deployment { name = "rankers", regions = { "eu%-west%-1" } }\n', text)
      assert.matches("suspended = { dynamic_in = true }", text)
      assert.equal(0, made.summary.changes + made.summary.refused)
      assert.equal(1, made.summary.unchanged)
   end)

   it("tells Regions apart only where they differ", function()
      local same = 'deployment { regions = { "eu-west-1", "us-east-1" } }\n'
         .. 'target "endpoint/a/variant/b" { min = 1, max = 2 }\n'
      local text, made = exported(same, { "eu-west-1", "us-east-1" })
      local _, count = text:gsub("target ", "")
      assert.equal(1, count)
      assert.equal(2, made.summary.unchanged)
      text, made = exported(same
         .. 'target "endpoint/b/variant/b" { min = 1, max = 3, regions = { "us-east-1" } }',
         { "eu-west-1", "us-east-1" })
      assert.matches('min = 1, max = 3, regions = { "us%-east%-1" }', text)
      assert.equal(3, made.summary.unchanged)
      assert.equal(0, made.summary.changes)
   end)

   it("names what cannot be inferred from a resource id", function()
      local text, made = exported([[
         target "table/orders" { namespace = "dynamodb",
            dimension = "dynamodb:table:ReadCapacityUnits", min = 5, max = 10,
            track "load" { metric = "DynamoDBReadCapacityUtilization", value = 70 } }
         target "table/orders" { namespace = "dynamodb",
            dimension = "dynamodb:table:WriteCapacityUnits", min = 5, max = 10 }
         target "service/c/s" { namespace = "ecs", dimension = "ecs:service:DesiredCount",
            min = 0, max = 10 }
      ]], { "eu-west-1" }, { "dynamodb", "ecs" })
      assert.equal(3, made.summary.unchanged)
      assert.equal(0, made.summary.changes)
      assert.matches('dimension = "dynamodb:table:WriteCapacityUnits"', text)
   end)
end)

describe("Lua text", function()
   it("means what it was made of", function()
      for _, value in ipairs { "a\"b\\\n\r\0c", 5, -3, 2.5, 1e300, true, { 1, { a = "x" } },
         { ["end"] = 1, ["a b"] = 2, c = {} }, { { Id = "z", Name = ("x"):rep(200) }, { 2 } } } do
         for _, indent in ipairs { false, "      " } do
            local text = lua_text.value(value, indent or nil)
            assert.same(value, assert(load("return " .. text))())
         end
      end
   end)
end)
