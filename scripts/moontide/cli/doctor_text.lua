-- What moontide doctor has found, for people. Pure but for the time of day.
local columns = require "moontide.cli.columns"

local M = {}

local function error_text(err)
   return err.where and ("%s: %s"):format(err.where, err.message) or err.message
end

local function indented(rows)
   for _, row in ipairs(rows) do row[1] = "  " .. row[1] end
   return columns.text(rows)
end

local function section(title, body)
   return body ~= "" and ("%s\n%s"):format(title, body) or nil
end

local function lifetime(expires_at)
   if not expires_at then return "do not expire" end
   local left = expires_at - os.time()
   return left > 0 and ("expire in %d min"):format(left // 60) or "have expired"
end

-- An error of several lines, the further ones under the first.
local function add_error(rows, name, err)
   rows[#rows + 1] = { name, error_text(err) }
   for _, provider in ipairs(err.providers or {}) do
      rows[#rows + 1] = { "", ("%s: %s"):format(provider.name, provider.reason) }
   end
end

local function who(document)
   local found, caller = document.credentials, document.identity
   local rows = {}
   if found and found.error then
      add_error(rows, "credentials", found.error)
   elseif found then
      rows[1] = { "credentials", ("%s of %s; they %s"):format(found.access_key_id, found.source,
         lifetime(found.expires_at)) }
      if caller.error then
         add_error(rows, "identity", caller.error)
      else
         rows[2] = { "identity", ("%s (account %s)"):format(caller.arn, caller.account) }
      end
   else
      rows[1] = { "identity", #document.problems > 0 and "not asked for: see below"
         or "not asked for (--offline)" }
   end
   return indented(rows)
end

local function problems(document)
   local lines = {}
   for i, problem in ipairs(document.problems) do
      lines[i] = ("  %s\n"):format(error_text(problem))
   end
   return table.concat(lines)
end

local function endpoints(document)
   local rows = {}
   for _, entry in ipairs(document.endpoints) do
      if entry.url then
         rows[#rows + 1] = { entry.service, entry.url, entry.region, entry.origin }
      else
         rows[#rows + 1] = { entry.service, "unknown: see above" }
      end
   end
   return indented(rows)
end

local ALWAYS <const> = { profile = true, region = true, config_file = true,
   shared_credentials_file = true }

local function is_set(entry)
   return entry.origin ~= nil and entry.origin ~= "default"
end

local function add_setting(rows, entry)
   local origin = entry.origin or "not set"
   rows[#rows + 1] = { "  " .. entry.name, entry.value or "-",
      entry.note and ("%s (%s)"):format(origin, entry.note) or origin }
   for _, other in ipairs(entry.overridden or {}) do
      rows[#rows + 1] = { "", other.value, other.origin .. " (overridden)" }
   end
end

-- Each group under its name; all groups share their columns.
local function settings(document, shows_all)
   local rows, group = {}, nil
   for _, entry in ipairs(document.settings) do
      local is_shown = shows_all or is_set(entry) or ALWAYS[entry.name]
      if is_shown and not entry.unused then
         if entry.group ~= group then rows[#rows + 1] = { entry.group } end
         group = entry.group
         add_setting(rows, entry)
      end
   end
   return indented(rows)
end

local function unused(document, shows_all)
   local rows = {}
   for _, entry in ipairs(document.settings) do
      if entry.unused and (shows_all or is_set(entry)) then
         rows[#rows + 1] = { entry.name, entry.value or "-", entry.origin or "not set",
            entry.unused }
      end
   end
   return indented(rows)
end

local function misspelt(document)
   local rows = {}
   for i, key in ipairs(document.misspelt) do
      rows[i] = { key.name, key.where, ("did you mean %s?"):format(key.suggestion) }
   end
   return indented(rows)
end

---The document for people.
---@param document table
---@param shows_all boolean?  settings that nothing sets, too
---@return string
function M.text(document, shows_all)
   local parts = {}
   local function add(title, body) parts[#parts + 1] = section(title, body) end
   add("Identity", who(document))
   add("Problems", problems(document))
   add("Endpoints", endpoints(document))
   add(shows_all and "Settings" or "Settings (--all: those too that nothing sets)",
      settings(document, shows_all))
   add("Perhaps misspelt: nobody reads these", misspelt(document))
   add("Read by AWS's tools, no effect here", unused(document, shows_all))
   return table.concat(parts, "\n")
end

return M
