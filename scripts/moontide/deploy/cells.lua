-- Cells: the accounts and Regions that a deployment goes to. What one cell cannot do never stops
-- another.
local M = {}

---@class moontide.deploy.Cell
---@field name string       "eu-west-1", or "profile/eu-west-1" where there are several profiles
---@field profile string?
---@field region string?    nil: whatever settings say
---@field calls integer     sent so far
---@field is_base { regions: boolean, profiles: boolean }  whether it is for targets that name none
local Cell = {}
Cell.__index = Cell

local function name_of(profile, region)
   local place = region or "default"
   return profile and ("%s/%s"):format(profile, place) or place
end

---The cell's client of a service, made on first use.
---@param service string
---@return moontide.Client
function Cell:client(service)
   local client = self.clients[service]
   if not client then
      client = require("moontide.service").client(service,
         { region = self.region, profile = self.profile })
      self.clients[service] = client
      if not self.region then
         self.region = client:region()
         self.name = name_of(self.prefix, self.region)
      end
   end
   return client
end

---Sends one call and counts it.
---@return table output
function Cell:call(service, operation, input)
   local client = self:client(service)
   self.calls = self.calls + 1
   return client:call(operation, input)
end

---The pages of a listing, each counted.
---@return fun(): table?
function Cell:pages(service, operation, input, options)
   local iterator = self:client(service):pages(operation, input, options)
   return function()
      local page = iterator()
      if page then self.calls = self.calls + 1 end
      return page
   end
end

---@param profile string?
---@param region string?
---@param has_profiles boolean  whether names have to tell profiles apart
---@return moontide.deploy.Cell
function M.new(profile, region, has_profiles)
   local prefix = has_profiles and profile or nil
   return setmetatable({ name = name_of(prefix, region), prefix = prefix, profile = profile,
      region = region, calls = 0, clients = {}, is_base = { regions = true, profiles = true } },
      Cell)
end

-- All values of one kind, those of the deployment (or the command line) first: every target that
-- names none goes to these. false is whatever settings say.
local function values_of(given, deployment, member)
   local base = given or deployment[member]
   if not base or #base == 0 then base = { false } end
   local list, is_base = {}, {}
   for _, value in ipairs(base) do
      if not is_base[value] then
         list[#list + 1], is_base[value] = value, true
      end
   end
   if given then return list, is_base end
   local seen, is_base_used = {}, #deployment.targets == 0 and #(deployment.removed or {}) == 0
   for _, targets in ipairs { deployment.targets, deployment.removed or {} } do
      for _, target in ipairs(targets) do
         is_base_used = is_base_used or target[member] == nil
         for _, value in ipairs(target[member] or {}) do
            if not is_base[value] and not seen[value] then
               seen[value] = true
               list[#list + 1] = value
            end
         end
      end
   end
   if not is_base_used and not deployment[member] then table.remove(list, 1) end
   return list, is_base
end

---The cells of a deployment, profiles first. Without Regions or profiles there is one cell, of the
---settings' own.
---@param deployment table
---@param options { regions: string[]?, profiles: string[]? }
---@return moontide.deploy.Cell[]
function M.of(deployment, options)
   local regions, is_base_region = values_of(options.regions, deployment, "regions")
   local profiles, is_base_profile = values_of(options.profiles, deployment, "profiles")
   local cells = {}
   for _, profile in ipairs(profiles) do
      for _, region in ipairs(regions) do
         local cell = M.new(profile or nil, region or nil, #profiles > 1)
         cell.is_base = { regions = is_base_region[region] or false,
            profiles = is_base_profile[profile] or false }
         cells[#cells + 1] = cell
      end
   end
   return cells
end

return M
