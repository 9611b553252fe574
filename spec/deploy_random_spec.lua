-- Random declarations: whatever a script gives the words, it is told what is wrong, in all formats,
-- and nothing raises.
local loader = require "moontide.deploy.loader"
local review = require "moontide.deploy.review"
local words = require "moontide.deploy.words"

local rounds <const> = 50

local numbers <const> = { 0, 1, 2, -5, 1.5, 0 / 0, math.huge, -math.huge, 1e300, math.maxinteger,
   math.mininteger }
local texts <const> = { "", "a", "endpoint/e/variant/v", "table/t", "service/c/s", "\0\xFF", ">",
   "inference-component/c", "0 22 * * ? *", "1 day", "2030-01-01T00:00:00", "Europe/Berlin", "Sum",
   "CPUUtilization", "SageMakerVariantInvocationsPerInstance", "sagemaker", "async", "serverless",
   "DesiredInstanceCount", "capacity-order", ("x"):rep(300) }

local names = { "TargetValue", "PredefinedMetricSpecification", "CustomizedMetricSpecification",
   "StepAdjustments", "AdjustmentType", "MetricSpecifications", "Metrics", "Id", "kind" }
for _, word in ipairs(words.list) do
   for _, key in ipairs(word.keys or {}) do names[#names + 1] = key.name end
end
for _, keys in pairs(words.nested) do
   for _, key in ipairs(keys) do names[#names + 1] = key.name end
end
table.sort(names)

local function pick(list) return list[math.random(#list)] end

local value

local function body(depth)
   local result = {}
   for _ = 1, math.random(0, 6) do
      if math.random(4) == 1 then
         result[#result + 1] = value(depth + 1)
      else
         result[pick(names)] = value(depth + 1)
      end
   end
   return result
end

function value(depth)
   local kind = math.random(10)
   if kind <= 3 then return pick(numbers) end
   if kind <= 6 then return pick(texts) end
   if kind == 7 then return math.random(2) == 1 end
   if kind == 8 then return print end
   return depth < 4 and body(depth) or {}
end

local attachments <const> = { "track", "step", "predictive", "schedule" }

-- The words are those of the environment of the script that calls this.
local function declare(env)
   for _ = 1, 5 do
      local settings = body(1)
      for _ = 1, math.random(0, 3) do
         settings[#settings + 1] = env[pick(attachments)](value(3))(body(2))
      end
      if math.random(2) == 1 then settings.min, settings.max = 1, 2 end
      env.target(math.random(2) == 1 and texts[3] or value(2))(settings)
   end
   env.defaults(value(2))
   env.ignore(value(2))
   env.include(pick(numbers))
   env.deployment(value(2))
end

describe("random declarations", function()
   it("are told apart, and nothing raises", function()
      math.randomseed(7)
      local count = 0
      package.preload["spec.random"] = function() return declare end
      for _ = 1, rounds do
         local deployment, findings = loader.read { path = "fleet.lua",
            text = 'require "spec.random" (_ENV)' }
         local more = review.run(deployment, { now = 1768435200 })
         table.move(more, 1, #more, #findings + 1, findings)
         for _, format in ipairs { "text", "json", "junit", "github", "sarif" } do
            require("moontide.deploy.report." .. format).format(findings,
               { script = "fleet.lua", deployment = deployment })
         end
         count = count + #findings
      end
      package.preload["spec.random"], package.loaded["spec.random"] = nil, nil
      assert.is_true(count > rounds)
   end)
end)
