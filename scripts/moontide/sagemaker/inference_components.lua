-- The inference components of SageMaker's endpoints, as they are now.
local describe = require "moontide.sagemaker.describe"
local discovery = require "moontide.sagemaker.discovery"
local glob = require "moontide.glob"
local records = require "moontide.sagemaker.records"
local tags = require "moontide.sagemaker.tags"

local FILTERS <const> = { "name", "endpoint", "variant", "status", "tags" }

---@class moontide.sagemaker.ComponentFilter
---@field name? string|string[]      names or patterns
---@field endpoint? string|string[]
---@field variant? string|string[]
---@field status? string|string[]
---@field tags? table<string, true|string|string[]>  of the component; all must be there
---@field region? string
---@field regions? string[]          one after the other
---@field limit? integer             descriptions at a time, default 16

local function exact(wanted)
   return type(wanted) == "string" and not glob.is_pattern(wanted) and wanted or nil
end

local function part_of(wanted)
   local part = type(wanted) == "string" and glob.literal(wanted) or ""
   return part ~= "" and part or nil
end

-- What SageMaker can filter by itself is asked for; all else is filtered here.
local function listing(clients, given)
   return (clients.sagemaker:each("ListInferenceComponents", {
      NameContains = part_of(given.name), EndpointNameEquals = exact(given.endpoint),
      VariantNameEquals = exact(given.variant), StatusEquals = exact(given.status),
      SortBy = "Name", SortOrder = "Ascending",
   }, { page_size = discovery.BATCH }))
end

local function tagged_arns(clients, given)
   if not given.tags then return nil end
   local found = {}
   for arn in tags.each(clients.tagging(), "sagemaker:inference-component", given.tags) do
      found[arn] = true
   end
   return found
end

local function filter_of(given)
   local tests = { InferenceComponentName = glob.matcher(given.name),
      EndpointName = glob.matcher(given.endpoint), VariantName = glob.matcher(given.variant),
      InferenceComponentStatus = glob.matcher(given.status) }
   return function(item, arns)
      for member, fits in pairs(tests) do
         if not fits(item[member]) then return false end
      end
      return arns == nil or arns[item.InferenceComponentArn] ~= nil
   end
end

local function names_source(clients, given)
   local next_item, fits, arns = listing(clients, given), filter_of(given),
      tagged_arns(clients, given)
   return function()
      for item in next_item do
         if fits(item, arns) then return item.InferenceComponentName end
      end
   end
end

local function add_tags(batch, clients)
   discovery.on_demand(batch, "component_tags", function()
      local arns = {}
      for i, record in ipairs(batch) do arns[i] = record.arn end
      local found = tags.of_arns(clients.tagging(), arns)
      return function(record) return found[record.arn] or {} end
   end)
end

local function batches_of(given)
   local limit = given.limit or discovery.LIMIT
   return function(clients)
      local next_chunk = discovery.chunks(names_source(clients, given))
      return function()
         local names = next_chunk()
         if not names then return nil end
         local found = describe.all(clients.sagemaker, "DescribeInferenceComponent",
            "InferenceComponentName", names, limit)
         local batch = {}
         for _, name in ipairs(names) do
            batch[#batch + 1] = found[name] and records.component(found[name], clients.region)
         end
         add_tags(batch, clients)
         return batch
      end
   end
end

---Inference components, for a generic for or, with :list(), all at once.
---@param given? moontide.sagemaker.ComponentFilter
---@return moontide.sagemaker.Discovery
return function(given)
   given = given or {}
   discovery.check("inference_components", given, FILTERS)
   if given.tags then tags.check_filter(given.tags) end
   return discovery.new(given, batches_of(given))
end
