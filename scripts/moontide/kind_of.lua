-- What a value is, in a sentence: "nil", "a table".

---@param value any
---@return string
return function(value)
   if value == nil then return "nil" end
   return "a " .. type(value)
end
