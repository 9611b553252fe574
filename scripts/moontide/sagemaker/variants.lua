-- The variants of SageMaker's endpoints, as they are now: listed page by page, described side by
-- side, given out one after the other.
local describe = require "moontide.sagemaker.describe"
local discovery = require "moontide.sagemaker.discovery"
local glob = require "moontide.glob"
local records = require "moontide.sagemaker.records"
local tags = require "moontide.sagemaker.tags"

local FILTERS <const> = { "endpoint", "variant", "status", "kind", "instance_type", "tags" }

---@class moontide.sagemaker.VariantFilter
---@field endpoint? string|string[]       names or patterns; a name that is none is an error
---@field variant? string|string[]
---@field status? string|string[]         of the endpoint; default: any
---@field kind? string|string[]           real-time, async, serverless, component-host
---@field instance_type? string|string[]  "ml.g5.*"
---@field tags? table<string, true|string|string[]>  of the endpoint; all must be there
---@field region? string
---@field regions? string[]               one after the other
---@field limit? integer                  descriptions at a time, default 16

-- The names, if all are written out; nil if any is a pattern.
local function exact_names(wanted)
   if wanted == nil then return nil end
   local names = type(wanted) == "string" and { wanted } or wanted
   for _, name in ipairs(names) do
      if glob.is_pattern(name) then return nil end
   end
   return names
end

local function each_of(list)
   local index = 0
   return function()
      index = index + 1
      return list[index]
   end
end

-- Names in SageMaker's listing; it knows parts of names and one status, the rest is ours to filter.
local function listed_names(clients, given)
   local fits = glob.matcher(given.endpoint)
   local part = type(given.endpoint) == "string" and glob.literal(given.endpoint) or ""
   local next_item = clients.sagemaker:each("ListEndpoints", {
      NameContains = part ~= "" and part or nil,
      StatusEquals = type(given.status) == "string" and given.status or nil,
      SortBy = "Name", SortOrder = "Ascending",
   }, { page_size = discovery.BATCH })
   return function()
      for item in next_item do
         if fits(item.EndpointName) then return item.EndpointName end
      end
   end
end

-- Names of the endpoints with the wanted tags. An ARN has the name in lower case, which SageMaker
-- takes for the same.
local function tagged_names(clients, given)
   local next_arn = tags.each(clients.tagging(), "sagemaker:endpoint", given.tags)
   return function()
      local arn = next_arn()
      return arn and arn:match("/(.+)$")
   end
end

local function names_source(clients, given)
   if given.tags then return tagged_names(clients, given) end
   local names = exact_names(given.endpoint)
   return names and each_of(names) or listed_names(clients, given), names ~= nil
end

-- Configurations by name; several endpoints may share one, and one may have been deleted.
local function read_configs(clients, endpoints, known, limit)
   local missing, seen = {}, {}
   for _, endpoint in pairs(endpoints) do
      local name = endpoint.EndpointConfigName
      if name and known[name] == nil and not seen[name] then
         missing[#missing + 1], seen[name] = name, true
      end
   end
   table.sort(missing)
   local found = describe.all(clients.sagemaker, "DescribeEndpointConfig", "EndpointConfigName",
      missing, limit)
   for _, name in ipairs(missing) do known[name] = found[name] or false end
end

local function filter_of(given)
   local endpoint, variant = glob.matcher(given.endpoint), glob.matcher(given.variant)
   local status, kind = glob.matcher(given.status), glob.matcher(given.kind)
   local instance_type = glob.matcher(given.instance_type)
   return function(record)
      return endpoint(record.endpoint) and variant(record.variant) and status(record.status)
         and kind(record.kind) and (given.instance_type == nil
            or record.instance_type ~= nil and instance_type(record.instance_type))
   end
end

local function add_tags(batch, clients)
   discovery.on_demand(batch, "endpoint_tags", function()
      local arns, seen = {}, {}
      for _, record in ipairs(batch) do
         if not seen[record.endpoint_arn] then
            arns[#arns + 1], seen[record.endpoint_arn] = record.endpoint_arn, true
         end
      end
      local found = tags.of_arns(clients.tagging(), arns)
      return function(record) return found[record.endpoint_arn] or {} end
   end)
end

local function batches_of(given)
   local limit, is_wanted = given.limit or discovery.LIMIT, filter_of(given)
   return function(clients)
      local source, are_exact = names_source(clients, given)
      local next_chunk, configs = discovery.chunks(source), {}
      return function()
         local names = next_chunk()
         if not names then return nil end
         local found = describe.all(clients.sagemaker, "DescribeEndpoint", "EndpointName", names,
            limit)
         if are_exact then
            describe.require_all("endpoint", names, found, clients.region)
         end
         read_configs(clients, found, configs, limit)
         local batch = {}
         for _, name in ipairs(names) do
            local endpoint = found[name]
            local list = endpoint and records.variants(endpoint,
               configs[endpoint.EndpointConfigName] or nil, clients.region)
            for _, record in ipairs(list or {}) do
               if is_wanted(record) then batch[#batch + 1] = record end
            end
         end
         add_tags(batch, clients)
         return batch
      end
   end
end

---Variants, for a generic for or, with :list(), all at once:
---for v in sagemaker.variants { endpoint = "ranker-*" } do … end
---@param given? moontide.sagemaker.VariantFilter
---@return moontide.sagemaker.Discovery
return function(given)
   given = given or {}
   discovery.check("variants", given, FILTERS)
   if given.tags then tags.check_filter(given.tags) end
   return discovery.new(given, batches_of(given))
end
