-- Names of SageMaker endpoints and variants, and the resource ids made of them.
local M = {}

local MAX_NAME = 63

---Why a text cannot be the name of an endpoint, a variant or an endpoint configuration; nil if it
---can: 1 to 63 letters and digits, with hyphens between them.
---@param name any
---@return string?
function M.name_problem(name)
   if type(name) ~= "string" then return "is not a text" end
   if name == "" then return "is empty" end
   if #name > MAX_NAME then
      return ("has %d characters, at most %d are allowed"):format(#name, MAX_NAME)
   end
   local bad = name:match("[^%w-]")
   if bad then
      local shown = bad:find("%g") and ("'%s'"):format(bad) or ("byte 0x%02X"):format(bad:byte())
      bad = bad == " " and "a space" or shown
      return ("contains %s; letters, digits and hyphens are allowed"):format(bad)
   elseif name:find("^-") then
      return "begins with a hyphen"
   elseif name:find("-$") then
      return "ends with a hyphen"
   end
end

---@param name any
---@return boolean
function M.is_endpoint_name(name) return M.name_problem(name) == nil end

---@param name any
---@return boolean
function M.is_variant_name(name) return M.name_problem(name) == nil end

---endpoint/<endpoint>/variant/<variant>; an error names the bad one.
---@param endpoint string
---@param variant string
---@return string
function M.variant_resource_id(endpoint, variant)
   for kind, name in pairs { endpoint = endpoint, variant = variant } do
      local problem = M.name_problem(name)
      if problem then error(("%s name '%s' %s"):format(kind, tostring(name), problem), 2) end
   end
   return ("endpoint/%s/variant/%s"):format(endpoint, variant)
end

---The endpoint and the variant of a resource id; nil if it is not that of a variant.
---@param resource_id string
---@return string? endpoint
---@return string? variant
function M.parse_variant_resource_id(resource_id)
   local endpoint, variant = resource_id:match("^endpoint/([^/]+)/variant/([^/]+)$")
   if endpoint and M.is_endpoint_name(endpoint) and M.is_variant_name(variant) then
      return endpoint, variant
   end
end

return M
