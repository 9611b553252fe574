-- The help of `moontide api`: a service's operations, or an operation's options and the form of
-- their values.
local core = require "moontide.core"
local options = require "moontide.api.options"

local M = {}

local LEFT <const> = 34

local function row(left, right)
   if utf8.len(left) > LEFT then return ("  %s\n  %s %s\n"):format(left, (" "):rep(LEFT), right) end
   return ("  %s%s %s\n"):format(left, (" "):rep(LEFT - utf8.len(left)), right)
end

local shorthand

-- { Key=text,Other=[…] } as a reader would type it; what contains itself ends there.
local function members_of(shape, within)
   local parts = {}
   for _, member in ipairs(shape.members) do
      parts[#parts + 1] = member.name .. "=" .. shorthand(member.shape, within)
   end
   return table.concat(parts, ",")
end

function shorthand(shape, within)
   if within[shape] then return "…" end
   within[shape] = true
   local text
   if shape.type == "structure" then
      text = "{" .. members_of(shape, within) .. "}"
   elseif shape.type == "list" then
      text = "[" .. shorthand(shape.item, within) .. ",…]"
   elseif shape.type == "map" then
      text = "{KEY=" .. shorthand(shape.item, within) .. ",…}"
   else
      text = shape.enum and table.concat(shape.enum, "|") or shape.type
   end
   within[shape] = nil
   return text
end

local function form_of(shape)
   if shape.type == "structure" then return members_of(shape, { [shape] = true }) end
   if shape.type == "map" then return "KEY=" .. shorthand(shape.item, {}) .. ",…" end
   if shape.type == "list" and (shape.item.type == "structure" or shape.item.type == "map") then
      return form_of(shape.item) .. " …"
   end
   return shape.enum and table.concat(shape.enum, "|")
      or shape.item and shape.item.enum and table.concat(shape.item.enum, "|")
end

local function option_row(option)
   local left = "--" .. option.name .. (option.value and " " .. option.value or "")
   local right = option.kind == "member" and "sets " .. option.member or option.help
   if option.sets == false then right = right .. " to false" end
   if option.is_required then right = right .. " (required)" end
   local text = row(left, right)
   local form = option.shape and option.value and form_of(option.shape)
   return form and ("%s        %s\n"):format(text, form) or text
end

local function rows(list)
   local text = {}
   for _, option in ipairs(list) do
      if not option.is_hidden and not option.refused then text[#text + 1] = option_row(option) end
   end
   return table.concat(text)
end

local function operation_text(result)
   local service = result.service == "application-autoscaling" and "" or result.service .. " "
   return ("moontide api %s%s [OPTIONS]\n\nOptions (structures as shorthand or JSON, any value as"
      .. " file://PATH):\n%s\nOptions of every operation:\n%s"):format(service, result.command,
      rows(result.options), rows(options.global))
end

local function service_text(result)
   local names = {}
   for command in pairs(options.commands(result.model)) do names[#names + 1] = command end
   table.sort(names)
   local service = result.service == "application-autoscaling" and "" or result.service .. " "
   return ("moontide api %sOPERATION [OPTIONS]\n\nOperations of %s:\n  %s\n\nOptions of every"
      .. " operation:\n%s\nOther services: %s\n"):format(service, result.service,
      table.concat(names, "\n  "), rows(options.global), table.concat(core.model_names(), ", "))
end

---@param result moontide.api.Arguments
---@return string
function M.text(result)
   return result.operation and operation_text(result) or service_text(result)
end

return M
