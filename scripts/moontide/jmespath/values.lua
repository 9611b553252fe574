-- JMESPath's view of values: types, truth, equality. Null is core.null, never nil.
local core = require "moontide.core"
local ordered = require "moontide.ordered"

local M = {}

local null <const> = core.null

---@return string "null", "boolean", "number", "string", "array", "object" or "expref"
function M.type_of(value)
   if value == null then return "null" end
   local kind = type(value)
   if kind ~= "table" then return kind end
   if ordered.is_list(value) then return "array" end
   return getmetatable(value) == M.expref and "expref" or "object"
end

---The class of expressions handed to functions (&name).
M.expref = {}

---@return boolean
function M.is_true(value)
   if value == null or value == false or value == "" then return false end
   if type(value) == "table" and getmetatable(value) ~= M.expref then return next(value) ~= nil end
   return true
end

local function are_equal_lists(a, b)
   if #a ~= #b then return false end
   for i = 1, #a do
      if not M.are_equal(a[i], b[i]) then return false end
   end
   return true
end

local function are_equal_objects(a, b)
   for key, value in pairs(a) do
      if b[key] == nil or not M.are_equal(value, b[key]) then return false end
   end
   for key in pairs(b) do
      if a[key] == nil then return false end
   end
   return true
end

---@return boolean
function M.are_equal(a, b)
   if a == b then return true end
   local kind = M.type_of(a)
   if kind ~= M.type_of(b) then return false end
   if kind == "array" then return are_equal_lists(a, b) end
   if kind == "object" then return are_equal_objects(a, b) end
   return false
end

return M
