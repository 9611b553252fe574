-- Tags of SageMaker's resources, by the Resource Groups Tagging API: a hundred resources a call.
local M = {}

local ARNS_PER_CALL <const>, PAGE <const> = 100, 100

local function map_of(list)
   local map = {}
   for _, tag in ipairs(list or {}) do map[tag.Key] = tag.Value end
   return map
end

---@param client moontide.Client  of resourcegroupstaggingapi
---@param arns string[]
---@return table<string, table<string, string>>  by ARN; what has no tags has an empty table
function M.of_arns(client, arns)
   local found = {}
   for _, arn in ipairs(arns) do found[arn] = {} end
   for first = 1, #arns, ARNS_PER_CALL do
      local output = client:get_resources {
         ResourceARNList = table.move(arns, first, math.min(first + ARNS_PER_CALL - 1, #arns), 1,
            {}) }
      for _, item in ipairs(output.ResourceTagMappingList or {}) do
         found[item.ResourceARN] = map_of(item.Tags)
      end
   end
   return found
end

-- { team = "a", env = { "x", "y" }, owner = true } → the filters of GetResources.
local function filters_of(wanted)
   local filters = {}
   for key, value in pairs(wanted) do
      local values = value ~= true and (type(value) == "table" and value or { value }) or nil
      filters[#filters + 1] = { Key = key, Values = values }
   end
   table.sort(filters, function(a, b) return a.Key < b.Key end)
   return filters
end

---Checks the form of a tag filter; raises, blaming the caller's caller's caller.
---@param wanted table
function M.check_filter(wanted)
   for key, value in pairs(wanted) do
      local is_good = value == true or type(value) == "string" or type(value) == "table"
      if type(key) ~= "string" or not is_good then
         error(("tags: a tag's value is a text, a list of texts, or true for any; %s is %s")
            :format(tostring(key), tostring(value)), 4)
      end
   end
end

---An iterator over what has the wanted tags: its ARN and its tags.
---@param client moontide.Client
---@param resource_type string  "sagemaker:endpoint"
---@param wanted table<string, true|string|string[]>
---@return fun(): string?, table<string, string>?
function M.each(client, resource_type, wanted)
   local next_item = client:each("GetResources", { ResourceTypeFilters = { resource_type },
      TagFilters = filters_of(wanted) }, { page_size = PAGE })
   return function()
      local item = next_item()
      if item then return item.ResourceARN, map_of(item.Tags) end
   end
end

return M
