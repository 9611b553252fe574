-- What belongs to a scalable target under a name of its own: scaling policies and scheduled
-- actions. Both are kept in the order of their creation, listed by the same filters, counted
-- against a quota of their target, and go when it goes.
local failure = require "moontide.emulator.failure"
local paging = require "moontide.emulator.services.autoscaling.paging"

local M = {}

---@class moontide.emulator.AttachmentKind
---@field what string    in messages
---@field name string    the member that carries the name
---@field names string   the filter for names
---@field label string   of the name, in messages
---@field quota integer  per target
---@field page integer   rows a page at most

---@type moontide.emulator.AttachmentKind
M.policies = {
   what = "scaling policy", plural = "scaling policies", name = "PolicyName",
   names = "PolicyNames", label = "policy name", quota = 50, page = 10,
}

---@type moontide.emulator.AttachmentKind
M.actions = {
   what = "scheduled action", plural = "scheduled actions", name = "ScheduledActionName",
   names = "ScheduledActionNames", label = "scheduled action name", quota = 200, page = 50,
}

local kinds <const> = { M.policies, M.actions }

local function collection(kind, context, namespace)
   return context.collection(kind.plural .. "/" .. namespace)
end

---Names come last: resource ids hold no line ends in practice, names may hold anything.
local function key(kind, input)
   return table.concat({ input.ScalableDimension, input.ResourceId, input[kind.name] }, "\n")
end

---The rows of a resource, oldest first, whatever their dimension.
local function rows_of(rows, resource_id)
   return rows.shared[resource_id] or {}
end

---The rows of one target, oldest first.
---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param input table  names a target
---@return table[]
function M.of_target(kind, context, input)
   local found = {}
   for _, row in ipairs(rows_of(collection(kind, context, input.ServiceNamespace),
      input.ResourceId)) do
      if row.item.ScalableDimension == input.ScalableDimension then
         found[#found + 1] = row
      end
   end
   return found
end

---The rows of a resource, oldest first, whatever their dimension.
---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param namespace string
---@param resource_id string
---@return table[]
function M.of_resource(kind, context, namespace, resource_id)
   return rows_of(collection(kind, context, namespace), resource_id)
end

---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param input table  names a target and the row
---@return table? row
function M.find(kind, context, input)
   return collection(kind, context, input.ServiceNamespace):get(key(kind, input))
end

---Raises a refusal if the target may have no further one.
---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param input table  names a target
function M.check_quota(kind, context, input)
   if #M.of_target(kind, context, input) >= kind.quota then
      failure.raise("LimitExceededException", ("The limit of %d %s for the scalable target is "
         .. "reached"):format(kind.quota, kind.plural))
   end
end

---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param row { item: table }  the item as AWS would describe it
function M.add(kind, context, row)
   local rows, item = collection(kind, context, row.item.ServiceNamespace), row.item
   rows:add(key(kind, item), row)
   local siblings = rows.shared[item.ResourceId] or {}
   siblings[#siblings + 1] = row
   rows.shared[item.ResourceId] = siblings
end

local function forget(rows, row)
   local siblings = rows_of(rows, row.item.ResourceId)
   for i, sibling in ipairs(siblings) do
      if sibling == row then
         table.remove(siblings, i)
         break
      end
   end
   if #siblings == 0 then
      rows.shared[row.item.ResourceId] = nil
   end
end

---Takes out the named row; raises the refusal if there is none.
---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param input table  names a target and the row
---@return table row
function M.remove(kind, context, input)
   local rows = collection(kind, context, input.ServiceNamespace)
   local row = rows:remove(key(kind, input))
   if not row then
      failure.raise("ObjectNotFoundException", ("No %s found for service namespace: %s, resource "
         .. "ID: %s, scalable dimension: %s, %s: %s"):format(kind.what, input.ServiceNamespace,
         input.ResourceId, input.ScalableDimension, kind.label, input[kind.name]))
   end
   forget(rows, row)
   return row
end

---Takes out everything that belongs to a target.
---@param context table
---@param input table  names a target
function M.remove_all(context, input)
   for _, kind in ipairs(kinds) do
      for _, row in ipairs(M.of_target(kind, context, input)) do
         M.remove(kind, context, row.item)
      end
   end
end

local function set_of(list)
   if not (list and list[1]) then
      return nil
   end
   local set = {}
   for _, value in ipairs(list) do
      set[value] = true
   end
   return set
end

local function each(list)
   local i = 0
   return function()
      i = i + 1
      return list[i]
   end
end

---@return fun(sequence: integer): fun(): table?
local function matching(kind, rows, input)
   local names = set_of(input[kind.names])
   local dimension = input.ScalableDimension
   return function(sequence)
      local function accept(row)
         return row.sequence >= sequence and (not names or names[row.item[kind.name]])
            and (not dimension or row.item.ScalableDimension == dimension)
      end
      return paging.only(accept, input.ResourceId and each(rows_of(rows, input.ResourceId))
         or rows:from(sequence))
   end
end

---A page of those that the filter wants.
---@param kind moontide.emulator.AttachmentKind
---@param context table
---@param input table
---@param show? fun(row: table): table  default: the item as it is kept
---@return table[] items, string? token
function M.page(kind, context, input, show)
   if input.ScalableDimension and not input.ResourceId then
      failure.raise("ValidationException",
         "If you specify a scalable dimension, you must also specify a resource ID")
   end
   return paging.page(context, input, {
      scope = table.concat({ kind.plural, input.ServiceNamespace, input.ResourceId or "",
         input.ScalableDimension or "" }, "\n"),
      names = table.concat(input[kind.names] or {}, "\n"), cap = kind.page,
      rows_from = matching(kind, collection(kind, context, input.ServiceNamespace), input),
      show = show or function(row) return row.item end,
   })
end

return M
