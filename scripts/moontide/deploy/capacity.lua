-- What to ask for the present capacity of a SageMaker resource, and how to read the answer.
local M = {}

---@class moontide.deploy.CapacityQuestion
---@field operation string
---@field input table
---@field subject string   the endpoint or component that is asked about
---@field count fun(output: table): integer?

local function variant_of(output, name)
   for _, row in ipairs(output.ProductionVariants or {}) do
      if row.VariantName == name then return row end
   end
   return {}
end

local function of_endpoint(count)
   return function(id)
      local endpoint, variant = id:match("^endpoint/([^/]+)/variant/([^/]+)$")
      return { operation = "DescribeEndpoint", input = { EndpointName = endpoint },
         subject = endpoint, count = function(output)
            return count(variant_of(output, variant))
         end }
   end
end

local questions <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = of_endpoint(function(row)
      return row.DesiredInstanceCount or row.CurrentInstanceCount
   end),
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = of_endpoint(function(row)
      local config = row.DesiredServerlessConfig or row.CurrentServerlessConfig
      return config and config.ProvisionedConcurrency
   end),
   ["sagemaker:inference-component:DesiredCopyCount"] = function(id)
      local name = id:match("^inference%-component/([^/]+)$")
      return { operation = "DescribeInferenceComponent", input = { InferenceComponentName = name },
         subject = name, count = function(output)
            local runtime = output.RuntimeConfig
            return runtime and (runtime.DesiredCopyCount or runtime.CurrentCopyCount)
         end }
   end,
}

---The question for a target's capacity; nil where nobody here knows whom to ask.
---@param target moontide.deploy.Identity
---@return moontide.deploy.CapacityQuestion?
function M.question(target)
   local question = questions[target.dimension]
   return question and question(target.resource_id)
end

return M
