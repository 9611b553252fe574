-- The services that the emulator serves; one more is one more line. Each has a module with what
-- its model does not know. A handler sees the same input and gives the same output whatever the
-- protocol.
local core = require "moontide.core"

local M = {}

local modules = {
   "moontide.emulator.services.autoscaling",
   "moontide.emulator.services.cloudwatch",
   "moontide.emulator.services.quotas",
   "moontide.emulator.services.sagemaker",
   "moontide.emulator.services.sts",
   "moontide.emulator.services.tagging",
}

---@class moontide.emulator.Operation
---@field class "read"|"write"  calls of one class share a throttle
---@field handler fun(input: table, context: table): table?

---@class moontide.emulator.Service
---@field name string            as the model is called
---@field signing_name string    of the credential scope
---@field protocols moontide.emulator.Dialect[]
---@field operations table<string, moontide.emulator.Operation>
---@field maps? table<string, boolean>  the inputs' members that are maps, for the validator's texts

---@class moontide.emulator.ServiceEntry
---@field service moontide.emulator.Service
---@field model userdata
---@field speaks table<moontide.emulator.Dialect, boolean>
---@field unsigned table<string, boolean>  operations that need no signature

---@class moontide.emulator.Services
---@field by_name table<string, moontide.emulator.ServiceEntry>
---@field by_target table<string, moontide.emulator.ServiceEntry>    by X-Amz-Target's prefix
---@field by_version table<string, moontide.emulator.ServiceEntry[]> by Version

local models = {}

---@param service table
---@return moontide.emulator.ServiceEntry
function M.entry(service)
   local model = models[service.name] or assert(core.model(service.name))
   models[service.name] = model
   local entry = { service = service, model = model, speaks = {}, unsigned = {} }
   for _, dialect in ipairs(service.protocols) do
      entry.speaks[dialect] = true
   end
   for _, name in ipairs(model:operations()) do
      entry.unsigned[name] = model:operation(name).unsigned
   end
   return entry
end

---@return moontide.emulator.Services
function M.load()
   local services = { by_name = {}, by_target = {}, by_version = {} }
   for _, name in ipairs(modules) do
      local entry = M.entry(require(name))
      services.by_name[entry.service.name] = entry
      local prefix, version = entry.model:metadata("targetPrefix"),
         entry.model:metadata("apiVersion")
      if prefix then
         services.by_target[prefix] = entry
      end
      if entry.speaks.query then
         local same = services.by_version[version] or {}
         services.by_version[version] = same
         same[#same + 1] = entry
      end
   end
   return services
end

return M
