-- Where endpoints, endpoint configurations and inference components are kept: a collection of rows
-- for each kind, found by name in lower case, and SageMaker's words where there is none or one too
-- many. Rows are plain data.
local arn = require "moontide.emulator.services.sagemaker.arn"
local failure = require "moontide.emulator.failure"

local M = {}

---@class moontide.emulator.SageMakerKind
---@field kind string    in ARNs
---@field label string   in messages
---@field plural string  names the collection

---@type moontide.emulator.SageMakerKind
M.endpoints = { kind = "endpoint", label = "endpoint", plural = "sagemaker endpoints" }

---@type moontide.emulator.SageMakerKind
M.configs = {
   kind = "endpoint-config", label = "endpoint configuration",
   plural = "sagemaker endpoint configurations",
}

---@type moontide.emulator.SageMakerKind
M.components = {
   kind = "inference-component", label = "inference component",
   plural = "sagemaker inference components",
}

---Refuses with the frontend's ValidationException, which is how SageMaker says nearly everything.
---@param text string
function M.invalid(text, ...)
   error(failure.frontend("ValidationException", text:format(...)), 0)
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@return moontide.emulator.Collection
function M.collection(kind, context)
   return context.collection(kind.plural)
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param name string
---@return table? row
function M.get(kind, context, name)
   return M.collection(kind, context):get(name:lower())
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param name string
---@return string
function M.missing_text(kind, context, name)
   return ('Could not find %s "%s".'):format(kind.label, arn.of(context, kind.kind, name))
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param name string
---@return table row
function M.require(kind, context, name)
   return M.get(kind, context, name) or M.invalid("%s", M.missing_text(kind, context, name))
end

---Refuses a name that is taken.
---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param name string
function M.check_free(kind, context, name)
   if M.get(kind, context, name) then
      M.invalid('Cannot create already existing %s "%s".', kind.label,
         arn.of(context, kind.kind, name))
   end
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param row table  with its name; gets its ARN
---@return table row
function M.add(kind, context, row)
   row.arn = arn.of(context, kind.kind, row.name)
   M.collection(kind, context):add(row.name:lower(), row)
   return row
end

---@param kind moontide.emulator.SageMakerKind
---@param context table
---@param row table
function M.remove(kind, context, row)
   M.collection(kind, context):remove(row.name:lower())
end

---Functions that look at rows only after they have settled.
---@param kind moontide.emulator.SageMakerKind
---@param settle fun(context: table, row: table): table?  nil: the row is gone
---@return { find: function, require: function, all: function }
function M.settled(kind, settle)
   local settled = {}

   function settled.find(context, name)
      local row = M.get(kind, context, name)
      return row and settle(context, row) or nil
   end

   function settled.require(context, name)
      return settled.find(context, name) or M.require(kind, context, name)
   end

   ---Rows are collected first, because settling can remove them.
   function settled.all(context)
      local rows, found = {}, {}
      for row in M.collection(kind, context):from(1) do
         rows[#rows + 1] = row
      end
      for _, row in ipairs(rows) do
         found[#found + 1] = settle(context, row)
      end
      return found
   end

   return settled
end

return M
