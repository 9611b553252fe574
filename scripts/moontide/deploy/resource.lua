-- Namespace and dimension of a resource id: "endpoint/e/variant/v" says enough by itself.
local dimensions = require "moontide.scaling.dimensions"
local suggest = require "moontide.suggest"

local M = {}

---What is meant where one form of id has several dimensions and the script names none.
local usual <const> = { ["sagemaker:variant:DesiredInstanceCount"] = true }
local by_kind <const> = { serverless = "sagemaker:variant:DesiredProvisionedConcurrency" }

local function sorted_names(map)
   local names = {}
   for name in pairs(map) do names[#names + 1] = name end
   table.sort(names)
   return names
end

---All dimensions that fit what is given, sorted.
---@return string[]
local function candidates(resource_id, namespace, part)
   local found = {}
   for _, name in ipairs(sorted_names(dimensions.dimensions)) do
      local dimension = dimensions.dimensions[name]
      local fits_part = not part or name == part or name:match("[^:]+$") == part
      local fits_namespace = not namespace or dimension.namespace == namespace
      if fits_part and fits_namespace and resource_id:find(dimension.form) then
         found[#found + 1] = name
      end
   end
   return found
end

---Whether some dimension's id has this form.
local function has_known_form(resource_id)
   return #candidates(resource_id) > 0
end

local function choose(found, facts)
   local of_kind = by_kind[facts.kind]
   for _, name in ipairs(found) do
      if name == of_kind then return name end
   end
   for _, name in ipairs(found) do
      if usual[name] then return name end
   end
end

local function unknown(what, name, names)
   local nearest = suggest.nearest(name, names)
   return { rule = "unknown-" .. what:gsub(" ", "-"),
      message = ("there is no %s '%s'%s"):format(what, name,
         nearest and (", did you mean '%s'?"):format(nearest) or ""),
      fix = nearest and ("write %s"):format(nearest)
         or ("the %ss are %s"):format(what, table.concat(names, ", ")) }
end

---Names that a part may stand for: the whole dimensions and their last parts.
local function dimension_names()
   local names = sorted_names(dimensions.dimensions)
   for i = 1, #names do names[#names + 1] = names[i]:match("[^:]+$") end
   return names
end

local function is_dimension(part)
   for name in pairs(dimensions.dimensions) do
      if name == part or name:match("[^:]+$") == part then return true end
   end
   return false
end

local function mismatch(resource_id, given)
   local whole = dimensions.dimensions[given.dimension]
   if not has_known_form(resource_id) then
      return { rule = "resource-id", message = ("'%s' is not a resource id that Application Auto "
         .. "Scaling knows"):format(resource_id),
         fix = whole and ("ids of %s look like %s"):format(given.dimension, whole.example)
            or "an endpoint's variant is endpoint/<endpoint>/variant/<variant>" }
   end
   local fitting = table.concat(candidates(resource_id), ", ")
   return { rule = "resource-dimension", message = ("'%s' does not fit %s"):format(resource_id,
      given.dimension or "the namespace " .. given.namespace),
      fix = "its dimensions are " .. fitting }
end

---@param resource_id string
---@param given { namespace?: string, dimension?: string }
---@param facts table  what discovery knows
---@return string? namespace, string? dimension, table? finding
function M.infer(resource_id, given, facts)
   if given.namespace and not dimensions.namespaces[given.namespace] then
      return given.namespace, given.dimension,
         unknown("namespace", given.namespace, sorted_names(dimensions.namespaces))
   elseif given.dimension and not is_dimension(given.dimension) then
      return given.namespace, given.dimension,
         unknown("dimension", given.dimension, dimension_names())
   end
   local found = candidates(resource_id, given.namespace, given.dimension)
   local name = #found == 1 and found[1] or choose(found, facts)
   if name then
      return dimensions.dimensions[name].namespace, name
   elseif #found == 0 then
      local whole = dimensions.dimensions[given.dimension]
      return given.namespace or whole and whole.namespace, given.dimension,
         mismatch(resource_id, given)
   end
   return given.namespace, given.dimension, { rule = "ambiguous-dimension",
      message = ("'%s' can be scaled in more than one dimension"):format(resource_id),
      fix = "write dimension = one of " .. table.concat(found, ", ") }
end

---The endpoint and variant, or the inference component, that an id names.
---@param resource_id string
---@return { endpoint?: string, variant?: string, component?: string }
function M.parts(resource_id)
   local endpoint, variant = resource_id:match("^endpoint/([^/]+)/variant/([^/]+)$")
   return { endpoint = endpoint, variant = variant,
      component = resource_id:match("^inference%-component/([^/]+)$") }
end

return M
