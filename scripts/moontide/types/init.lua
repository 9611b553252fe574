-- Types for editors (LuaLS): clients with their inputs, outputs and enumerations from the models,
-- the words of deployment scripts, the library's functions from their own annotations.
local core = require "moontide.core"
local library = require "moontide.types.library"
local shapes = require "moontide.types.shapes"
local words = require "moontide.types.words"

local M = {}

local HEAD <const> = [[
---@meta %s

-- Written by `moontide types`; do not change it by hand.

]]

local COMMON <const> = [[
---Seconds since 1970, or ISO 8601 text in inputs.
---@alias moontide.Time number|string

---@class moontide.ClientOptions
---@field region? string
---@field endpoint_url? string
---@field profile? string
---@field credentials? { access_key_id: string, secret_access_key: string, session_token?: string }
---@field max_attempts? integer
---@field attempt_timeout? number
---@field connect_timeout? number
---@field deadline? number
---@field [string] any

---@class moontide.EachOptions
---@field limit? integer
---@field page_size? integer
---@field starting_token? string
---@field key? string

]]

local function client_overloads(models)
   local lines = {}
   for _, entry in ipairs(models) do
      lines[#lines + 1] = ('---@overload fun(service: "%s", options?: moontide.ClientOptions): '
         .. "moontide.%s"):format(entry.name, shapes.class_name(entry.model))
   end
   return lines
end

---The files to write: { { name =, text = } }.
---@return { name: string, text: string }[]
function M.files()
   local models, parts = {}, { HEAD:format("moontide"), COMMON }
   for i, name in ipairs(core.model_names()) do
      models[i] = { name = name, model = assert(core.model(name)) }
   end
   parts[#parts + 1] = library.moontide(client_overloads(models)) .. "\n"
   for _, entry in ipairs(models) do
      parts[#parts + 1] = shapes.text(entry.name, entry.model) .. "\n"
   end
   parts[#parts + 1] = words.text() .. "\nreturn moontide\n"
   return {
      { name = "moontide.d.lua", text = table.concat(parts) },
      { name = "moontide.sagemaker.d.lua", text = HEAD:format("moontide.sagemaker")
         .. library.sagemaker() .. "\nreturn sagemaker\n" },
   }
end

return M
