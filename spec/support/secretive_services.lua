-- All services that a user may ask, in one: each gives out the same secret. Modes say how:
-- properly, in answers that are broken, in refusals.
local json = require "moontide.json"
local server = require "support.identity_server"

local M = {}

---What must not be in anything that is written.
M.SECRET = "S3NT1NEL/secret+0123456789"

local function until_later(format)
   return os.date(format or "!%Y-%m-%dT%H:%M:%SZ", os.time() + 3600)
end

local STS <const> = [[
<%sResponse><%sResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/R/s</Arn>
</AssumedRoleUser><Credentials><AccessKeyId>ASIATEMPORARY0001</AccessKeyId><SecretAccessKey>%s
</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>
</%sResult></%sResponse>]]

local CALLER <const> = [[
<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>
<UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>]]

local LISTS <const> = { DescribeScalableTargets = "ScalableTargets",
   DescribeScalingPolicies = "ScalingPolicies", DescribeScheduledActions = "ScheduledActions",
   DescribeScalingActivities = "ScalingActivities", ListEndpoints = "Endpoints" }

local function metadata()
   return { Code = "Success", AccessKeyId = "ASIAMETADATA00001", SecretAccessKey = M.SECRET,
      Token = M.SECRET, Expiration = until_later() }
end

local function assumed(action)
   return (STS:format(action, action, M.SECRET, M.SECRET, until_later(), action, action)
      :gsub("\n", ""))
end

local function autoscaling(target)
   local operation = target:match "%.(%w+)$"
   if operation == "ListTagsForResource" then return { Tags = {} } end
   if operation == "PutScalingPolicy" then return { PolicyARN = "arn:aws:p", Alarms = {} } end
   local list = LISTS[operation]
   return list and { [list] = json.array {} } or {}
end

-- What each path gives; the rest is asked by its body or its X-Amz-Target.
local PATHS <const> = {
   { "^/latest/api/token$", function() return M.SECRET end },
   { "^/latest/meta%-data/iam/security%-credentials[%w-]*/$", function() return "the-role\n" end },
   { "^/latest/meta%-data/iam/", metadata },
   { "^/container", metadata },
   { "^/token$", function()
      return { accessToken = M.SECRET, expiresIn = 28800, refreshToken = M.SECRET }
   end },
   { "^/federation/credentials", function()
      return { roleCredentials = { accessKeyId = "ASIASSO0000000001", secretAccessKey = M.SECRET,
         sessionToken = M.SECRET, expiration = (os.time() + 3600) * 1000 } }
   end },
   { "^/v1/token$", function()
      return { expiresIn = 900, refreshToken = M.SECRET, accessToken = {
         accessKeyId = "ASIALOGIN00000001", secretAccessKey = M.SECRET,
         sessionToken = M.SECRET } }
   end },
}

-- The answer, and whether it gives credentials.
local function proper(request, path)
   for _, row in ipairs(PATHS) do
      if path:find(row[1]) then return row[2](), true end
   end
   local target = request:header "x-amz-target"
   if target then return autoscaling(target), false end
   local action = request:body():match "Action=(%w+)"
   if action == "GetCallerIdentity" then return CALLER, false end
   return assumed(action or "AssumeRole"), true
end

local function text_of(answer)
   return type(answer) == "table" and json.encode(answer) or answer
end

local MODES <const> = {
   proper = function(answer) return 200, answer end,
   refusing = function(answer, is_secret)
      if is_secret then return 200, answer end
      return 400, { __type = "AccessDeniedException", message = "not you" }
   end,
   cut = function(answer, is_secret)
      if not is_secret then return 200, answer end
      local text = text_of(answer)
      return 200, text:sub(1, (text:find(M.SECRET, 1, true) or 0) + #M.SECRET + 3)
   end,
   failing = function(answer) return 500, answer end,
   forbidding = function(answer) return 403, answer end,
   spaced = function(answer)
      return 200, (text_of(answer):gsub("0123456789", "0123456789 "))
   end,
}

M.modes = {}
for name in pairs(MODES) do M.modes[#M.modes + 1] = name end
table.sort(M.modes)

---A proper answer to a request.
---@return integer status, table|string body
function M.answer(request)
   return 200, (proper(request, (request:target():gsub("^http://[^/]*", ""))))
end

---@param mode string
---@return table server  of support.identity_server
function M.start(mode)
   local give <const> = MODES[mode]
   return server.start(function(request)
      local path = request:target():gsub("^http://[^/]*", "")
      return give(proper(request, path))
   end)
end

return M
