-- How failures are told: what, where, why, and what can be done about it.
local failure = require "moontide.failure"
local raised = require "moontide.raised"

local M = {}

local EXIT_ERROR = 1
local MAX_FRAMES = 10

-- What the messages of the core do not say themselves.
local HINTS = {
   credentials = "--profile NAME, AWS_PROFILE or the two variables; --emulator needs none",
   auth = "check which identity is used (aws sts get-caller-identity), its permissions, and the"
      .. " clock of this machine",
   tls = "check the endpoint, or name your own authorities with AWS_CA_BUNDLE",
   throttle = "lower the limit of moontide.map, or run it again: what is done stays done",
   concurrent = "something else is updating the same target; run it again later",
   input = "nothing was sent for this call; correct the table given to it",
}

local function hint_of(err)
   if err.status == "config" and err.message:find("^no region") then
      return "--region REGION, or { region = … } as an option of the client"
   end
   return HINTS[err.status]
end

-- What a script raises may have any metamethods; they are not asked.
local function is_error_object(err)
   return type(err) == "table" and type(rawget(err, "status")) == "string"
      and type(rawget(err, "message")) == "string"
end

---Whether to colour what goes to a terminal.
---@param when string? auto, always or never
---@param is_tty boolean
---@return boolean
function M.is_coloured(when, is_tty)
   if when == "always" then return true end
   if when == "never" then return false end
   local function is_set(name)
      local value = os.getenv(name)
      return value ~= nil and value ~= ""
   end
   if is_set("NO_COLOR") then return false end
   if is_set("CLICOLOR_FORCE") then return true end
   return is_tty and os.getenv("TERM") ~= "dumb"
end

-- Lines of a traceback that are the script's own. The outermost was called by us, under a name
-- of ours.
local function own_frames(traceback)
   local frames = failure.own_frames(traceback)
   if #frames > 0 then frames[#frames] = frames[#frames]:gsub(": in %a+ 'fn'$", "") end
   return frames
end

-- A bad argument that we handed on names our line; it is the script's that has to change.
local function blame_script(text, frame)
   local place, rest = text:match("^(%S-:%d+): (bad .*)$")
   local own = frame and frame:match("^.-:%d+")
   if not own or not place or not failure.is_library(place) then return text end
   return ("%s: %s"):format(own, rest)
end

-- Text that begins with its place needs no single frame to repeat it.
local function add_frames(lines, err, frames)
   if #frames == 1 and type(err) == "string" then return end
   for i = 1, math.min(#frames, MAX_FRAMES) do lines[#lines + 1] = "    " .. frames[i] end
end

local function finding_line(finding)
   if (finding.path or "") == "" then return "    " .. finding.message end
   return ("    %s: %s"):format(finding.path, finding.message)
end

local function object_lines(err)
   local lines = { tostring(err) }
   if err.findings and #err.findings > 0 then
      lines[1] = ("%s: %s"):format(err.operation or "input",
         #err.findings == 1 and "the input has a mistake"
         or ("the input has %d mistakes"):format(#err.findings))
      for _, finding in ipairs(err.findings) do lines[#lines + 1] = finding_line(finding) end
   end
   if err.script then lines[#lines + 1] = "  at " .. err.script end
   if (err.attempts or 0) > 1 then
      lines[#lines + 1] = ("  after %d attempts"):format(err.attempts)
   end
   local hint = hint_of(err)
   if hint then lines[#lines + 1] = "  try: " .. hint end
   if err.providers then lines[#lines + 1] = "  looked at:" end
   for _, provider in ipairs(err.providers or {}) do
      lines[#lines + 1] = ("    %s: %s"):format(provider.name, provider.reason)
   end
   return lines
end

---The lines that tell of an error.
---@param err any
---@param traceback string?
---@param is_verbose boolean
---@return string[]
function M.lines(err, traceback, is_verbose)
   local is_object = is_error_object(err)
   local lines = is_object and object_lines(err) or { raised.text(err) }
   if not traceback then return lines end
   if is_verbose then
      lines[#lines + 1] = traceback
   elseif not is_object then
      local frames = own_frames(traceback)
      if type(err) == "string" then lines[1] = blame_script(lines[1], frames[1]) end
      add_frames(lines, err, frames)
   end
   return lines
end

---Prints an error to stderr.
---@param err any
---@param options { traceback?: string, is_verbose?: boolean, is_coloured?: boolean }
function M.print(err, options)
   local lines = M.lines(err, options.traceback, options.is_verbose or false)
   local prefix = options.is_coloured and "\27[1;31mmoontide:\27[0m " or "moontide: "
   io.stderr:write(prefix, table.concat(lines, "\n"), "\n")
end

---The exit code with which a program that stops for this error should end.
---@return integer
function M.exit_code(err)
   if is_error_object(err) and math.type(err.exit_code) == "integer" then return err.exit_code end
   return EXIT_ERROR
end

return M
