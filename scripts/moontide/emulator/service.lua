-- What every served service has beside its operations: its model, loaded once, and what is in it.
local core = require "moontide.core"

local M = {}

---@class moontide.emulator.Operation
---@field class "read"|"write"  calls of one class share a throttle
---@field handler fun(input: table, context: table): table

---@class moontide.emulator.Service
---@field name string           as the model is called
---@field signing_name string
---@field target_prefix string  of X-Amz-Target
---@field maps table<string, boolean>  members that are maps
---@field operations table<string, moontide.emulator.Operation>
---@field load_model fun(): userdata
---@field is_known fun(name: string): boolean  is it an operation of the real service?

---@param service table  all but the functions
---@return moontide.emulator.Service
function M.new(service)
   local model

   function service.load_model()
      model = model or assert(core.model(service.name))
      return model
   end

   function service.is_known(name)
      return service.load_model():operation(name) ~= nil
   end

   return service
end

return M
