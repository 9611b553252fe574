-- GetResources: what has certain tags, or the tags of certain resources.
local failure = require "moontide.emulator.failure"
local place = require "moontide.emulator.place"
local resources = require "moontide.emulator.services.tagging.resources"
local tags = require "moontide.emulator.services.sagemaker.tags"

local M = {}

local default_page <const>, largest_page <const> = 50, 100

local function invalid(text, ...)
   failure.raise("InvalidParameterException", text:format(...))
end

local function set_of(list)
   local set = {}
   for _, value in ipairs(list) do
      set[value] = true
   end
   return set
end

---All keys must be there, each with one of its values, if it names any.
local function has_tags(resource, filters)
   for _, filter in ipairs(filters) do
      local value = resource.tags[filter.Key]
      local values = filter.Values or {}
      if value == nil or (values[1] and not set_of(values)[value]) then
         return false
      end
   end
   return true
end

---"sagemaker" means every type of that service.
local function is_of_type(resource, types)
   for _, name in ipairs(types) do
      if resource.type == name or resource.type:match("^[^:]+") == name then
         return true
      end
   end
   return not types[1]
end

local function check(input)
   if input.ResourceARNList then
      for _, other in ipairs { "ResourcesPerPage", "TagsPerPage", "TagFilters",
         "ResourceTypeFilters", "PaginationToken" } do
         if input[other] and input[other] ~= "" then
            invalid("%s cannot be given with ResourceARNList", other)
         end
      end
   end
   for _, filter in ipairs(input.TagFilters or {}) do
      if not filter.Key then
         invalid("A tag filter needs a Key")
      end
   end
   local size = input.ResourcesPerPage
   if size and (size < 1 or size > largest_page) then
      invalid("ResourcesPerPage must be from 1 to %d", largest_page)
   end
end

local function wanted(input, context)
   local arns = input.ResourceARNList and set_of(input.ResourceARNList)
   local filters, types, found = input.TagFilters or {}, input.ResourceTypeFilters or {}, {}
   for _, resource in ipairs(resources.tagged(context)) do
      if (not arns or arns[resource.arn]) and is_of_type(resource, types)
         and has_tags(resource, filters) then
         found[#found + 1] = resource
      end
   end
   return found
end

local function scope_of(input)
   local parts = { "resources", table.concat(input.ResourceTypeFilters or {}, "\n") }
   for _, filter in ipairs(input.TagFilters or {}) do
      parts[#parts + 1] = filter.Key .. "=" .. table.concat(filter.Values or {}, "\n")
   end
   return table.concat(parts, "\n\n")
end

local function refuse_token()
   failure.raise("PaginationTokenExpiredException", "The PaginationToken is not valid")
end

function M.get(input, context)
   check(input)
   local scope = scope_of(input)
   local start = place.read(context, scope, input.PaginationToken, refuse_token)
   local size = input.ResourceARNList and math.maxinteger or input.ResourcesPerPage or default_page
   local list, token = {}, nil
   for _, resource in ipairs(wanted(input, context)) do
      if not start or resource.arn > start.key then
         if #list == size then
            token = place.token(context, scope, { key = list[size].ResourceARN, sequence = 0 })
            break
         end
         list[#list + 1] = { ResourceARN = resource.arn, Tags = tags.show(resource.tags) }
      end
   end
   return { ResourceTagMappingList = list, PaginationToken = token or "" }
end

return M
