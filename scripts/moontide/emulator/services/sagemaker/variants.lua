-- Production variants, as pure data: what a description of an endpoint shows of a variant that an
-- endpoint configuration describes, and how counts move from what is to what is wanted.
local M = {}

local default_weight <const> = 1.0

---What the new endpoint serves with once it is up; current and desired are the same.
---@param config table  a ProductionVariant of a configuration
---@return table summary
function M.summary(config)
   local weight = config.InitialVariantWeight or default_weight
   local summary = {
      VariantName = config.VariantName, CurrentWeight = weight, DesiredWeight = weight,
      ManagedInstanceScaling = config.ManagedInstanceScaling, RoutingConfig = config.RoutingConfig,
   }
   if config.ServerlessConfig then
      summary.CurrentServerlessConfig = config.ServerlessConfig
      summary.DesiredServerlessConfig = config.ServerlessConfig
   else
      local count = config.InitialInstanceCount or 1
      summary.CurrentInstanceCount, summary.DesiredInstanceCount = count, count
   end
   return summary
end

---@param configs? table[]
---@return table[]? summaries
function M.summaries(configs)
   if not configs then
      return nil
   end
   local summaries = {}
   for i, config in ipairs(configs) do
      summaries[i] = M.summary(config)
   end
   return summaries
end

---@param list? table[]
---@param name string
---@return table? variant, integer? index
function M.find(list, name)
   for i, variant in ipairs(list or {}) do
      if variant.VariantName == name then
         return variant, i
      end
   end
   return nil
end

---What an update keeps of variants that it does not remove.
---@param new table[]    summaries by the new configuration; changed
---@param old table[]    summaries as they are
---@param kept { count: boolean, weight: boolean }
function M.retain(new, old, kept)
   for _, variant in ipairs(new) do
      local before = M.find(old, variant.VariantName)
      if before and kept.count and before.DesiredInstanceCount and variant.DesiredInstanceCount then
         variant.DesiredInstanceCount = before.DesiredInstanceCount
         variant.CurrentInstanceCount = before.DesiredInstanceCount
      end
      if before and kept.weight then
         variant.DesiredWeight, variant.CurrentWeight = before.DesiredWeight, before.DesiredWeight
      end
   end
end

---@param list table[]  summaries; changed
function M.reach_desired(list)
   for _, variant in ipairs(list) do
      variant.CurrentWeight = variant.DesiredWeight
      variant.CurrentInstanceCount = variant.DesiredInstanceCount
      variant.CurrentServerlessConfig = variant.DesiredServerlessConfig
   end
end

---Does the variant host inference components? Its configuration then names no model.
---@param config table
---@return boolean
function M.hosts_components(config)
   return config.ModelName == nil and config.ServerlessConfig == nil
end

return M
