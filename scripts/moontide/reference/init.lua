-- What operations are for, in our own words, as data: the pages of docs/operations.md, the help of
-- `moontide api` and the types for editors are written from it, together with the models.
local M = {}

---@class moontide.reference.Entry
---@field purpose string    one sentence
---@field limits? string[]  what AWS allows, beyond what the model says of members
---@field notes? string[]   what is easily overlooked
---@field example? string   options of `moontide api`, one line

---@type table<string, table<string, moontide.reference.Entry>>
local services = {
   ["application-autoscaling"] = "moontide.reference.application_autoscaling",
   cloudwatch = "moontide.reference.neighbours", sagemaker = "moontide.reference.neighbours",
   resourcegroupstaggingapi = "moontide.reference.neighbours",
   ["service-quotas"] = "moontide.reference.neighbours", sts = "moontide.reference.neighbours",
}

---@param service string
---@param operation string
---@return moontide.reference.Entry?
function M.find(service, operation)
   local entries = services[service] and require(services[service])[service]
   local entry = entries and entries[operation]
   if type(entry) == "string" then return { purpose = entry } end
   return entry
end

---What an error of Application Auto Scaling means, and what helps.
---@return table<string, string>
function M.errors() return require("moontide.reference.errors") end

return M
