-- A module whose parts are loaded when they are first used.

---@generic T: table
---@param module T
---@param parts table<string, string>      name → the module that it is
---@param functions table<string, string>  name → the module that has it
---@return T module
return function(module, parts, functions)
   return setmetatable(module, {
      contents = { parts, functions }, -- for `moontide types`
      __index = function(_, name)
         local value
         if parts[name] then
            value = require(parts[name])
         elseif functions[name] then
            value = require(functions[name])[name]
         end
         module[name] = value
         return value
      end,
   })
end
