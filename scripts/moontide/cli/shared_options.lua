-- Options that several verbs have, each said once.
local values = require "moontide.cli.values"

local M = {}

---@class moontide.cli.Option
---@field name string
---@field short string?
---@field aliases string[]?  further long names
---@field value string?      name of its value; without one it is a flag
---@field choices string[]?  all that the value may be
---@field read nil|fun(text: string): any, string?  the value, or nil and what it has to be
---@field complete string?   what a shell offers as value: file, directory, profile
---@field many boolean?      may be repeated; its values are a list
---@field counts boolean?    a flag that may be repeated
---@field excludes table<string, string>?  options that cannot stand with it, and why
---@field help string

---Options that every verb has.
---@type moontide.cli.Option[]
M.common = {
   { name = "verbose", short = "v", counts = true,
      help = "say more: tracebacks, retries; -vv: every decision" },
   { name = "quiet", short = "q", help = "no progress, no notes" },
   { name = "color", value = "WHEN", choices = { "auto", "always", "never" },
      help = "auto, always or never" },
   { name = "help", short = "h", help = "explain the program or the verb" },
   { name = "version", short = "V", help = "print the version" },
}

---How fast, how often and how long calls may be made.
---@type moontide.cli.Option[]
M.limits = {
   { name = "rate", value = "N", read = values.rate,
      help = "at most N calls a second of each kind (default: what AWS takes)" },
   { name = "max-time", value = "DURATION", read = values.duration,
      help = "for all calls together: 90s, 30m, 2h (default: no limit)" },
   { name = "max-attempts", value = "N", read = values.attempts,
      help = "of a call that fails for a passing reason (default 3)" },
}

---Options of verbs that make calls.
---@type moontide.cli.Option[]
M.connection = {
   { name = "emulator", help = "answer all calls by an emulator inside the program",
      excludes = { ["endpoint-url"] = "both say where calls go; give one of them" } },
   { name = "seed-fleet", value = "FILE", complete = "file",
      help = "a Lua or JSON file of endpoints that the emulator starts with" },
   { name = "endpoint-url", value = "URL", read = values.url,
      help = "send all calls to this endpoint" },
   { name = "region", value = "REGION", help = "the Region of clients that name none" },
   { name = "profile", value = "NAME", complete = "profile",
      help = "the profile of the shared configuration files" },
   { name = "max-in-flight", value = "N", read = values.positive_integer,
      help = "requests under way at once (default 64)" },
   { name = "rate-memory", value = "FILE", read = values.file_or_off, complete = "file",
      help = "keep rates between runs here, or off (default: in the cache)" },
   { name = "metrics", value = "FILE", read = values.file, complete = "file",
      help = "write what the calls have met, for Prometheus; - is stdout" },
   { name = "trace-http", value = "FILE", complete = "file",
      help = "append every request and answer, without secrets" },
}
table.move(M.limits, 1, #M.limits, #M.connection + 1, M.connection)

---One list of several.
---@param ... moontide.cli.Option[]
---@return moontide.cli.Option[]
function M.join(...)
   local joined = {}
   for _, list in ipairs { ... } do table.move(list, 1, #list, #joined + 1, joined) end
   return joined
end

return M
