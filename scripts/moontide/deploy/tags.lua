-- Tags of targets. Listings do not show them: the Resource Groups Tagging API has them by the
-- hundred, a little late; ListTagsForResource has them exactly, one target a call. So the first is
-- asked for all, the second where something would follow from the answer, or where the first cannot
-- be asked.
local identity = require "moontide.deploy.identity"
local task = require "moontide.task"

local M = {}

local TYPE <const> = "application-autoscaling:scalable-target"

local function map_of(list)
   local tags = {}
   for _, tag in ipairs(list or {}) do tags[tag.Key] = tag.Value end
   return tags
end

---Lists the tags of all targets of the cell. A service that does not answer leaves
---state.tags_by_arn nil: then each target is asked for.
---@param state table
function M.list(state)
   local found = {}
   local ok, err = pcall(function()
      local input = { ResourceTypeFilters = { TYPE } }
      for page in state.cell:pages("resourcegroupstaggingapi", "GetResources", input,
         { page_size = 100 }) do
         for _, resource in ipairs(page.ResourceTagMappingList or {}) do
            found[resource.ResourceARN] = map_of(resource.Tags)
         end
      end
   end)
   if ok then
      state.tags_by_arn = found
   else
      state.tagging_error = err
   end
end

---Reads the tags of some targets exactly. A target without an ARN cannot have tags.
---@param cell moontide.deploy.Cell
---@param targets moontide.deploy.Target[]
function M.read(cell, targets)
   local with_arn = {}
   for _, target in ipairs(targets) do
      if target.arn then
         with_arn[#with_arn + 1] = target
      else
         target.tags = {}
      end
   end
   task.map(with_arn, function(target)
      local output = cell:call("application-autoscaling", "ListTagsForResource",
         { ResourceARN = target.arn })
      target.tags, target.has_exact_tags = output.Tags or {}, true
   end)
end

---Gives the live targets their tags: all by the listing, else, where they are needed, one by one.
---Where they are not, targets are left without: nothing is known about them.
---@param state table
---@param request moontide.deploy.Request
function M.attach(state, request)
   if state.tags_by_arn then
      for _, target in pairs(state.targets) do
         target.tags = target.arn and state.tags_by_arn[target.arn] or {}
      end
      return
   end
   if not request.needs_tags then return end
   local list = {}
   if state.is_whole then
      for _, target in pairs(state.targets) do list[#list + 1] = target end
   else
      for _, named in ipairs { request.wanted, request.removed or {} } do
         for _, target in ipairs(named) do
            list[#list + 1] = state.targets[identity.key(target)]
         end
      end
   end
   M.read(state.cell, identity.sort(list))
end

return M
