-- What stands behind AWS's errors and what helps, by code and text. From AWS's own documents and
-- from what users have reported.
local M = {}

---@class moontide.deploy.Cause
---@field code string      a pattern for the whole code
---@field text string?     a pattern in the message
---@field cause string
---@field fix string

---The first that fits counts.
---@type moontide.deploy.Cause[]
M.list = {
   { code = "ValidationException", text = "missing the following permissions",
     cause = "AWS checks with your own rights that the resource can be scaled",
     fix = "allow the named actions to whoever applies this" },
   { code = "ValidationException", text = "Unable to assume IAM role",
     cause = "the service-linked role is new, or missing and may not be made",
     fix = "apply again in a minute, or allow iam:CreateServiceLinkedRole once" },
   { code = "ValidationException", text = "Could not find",
     cause = "the endpoint or component does not exist in this account and Region",
     fix = "check its name, the Region and the profile; deploy it first" },
   { code = "ValidationException", text = "Only one TargetTrackingScaling policy",
     cause = "another policy of this target follows the same metric",
     fix = "plan again: the policy in the way is shown, and replaced if it is in the script" },
   { code = "ValidationException", text = "burstable",
     cause = "AWS does not scale variants on burstable instances (ml.t…)",
     fix = "move the variant to another instance type, or take the target out" },
   { code = "ValidationException", text = "is not scalable",
     cause = "the resource is busy: being created, updated or deleted",
     fix = "apply again when it is InService" },
   { code = "ValidationException", text = "already exists. To update tags",
     cause = "somebody registered the target since the plan was made",
     fix = "plan and apply again" },
   { code = "ValidationException", text = "Unsupported service namespace",
     cause = "namespace, resource id and dimension do not fit together",
     fix = "check the three; moontide validate does it without calls" },
   { code = "ValidationException", text = ".",
     cause = "AWS refuses the request as it is",
     fix = "correct the declaration; moontide validate finds most of these" },
   { code = "ObjectNotFoundException", text = ".",
     cause = "the target was deregistered since the plan was made",
     fix = "plan and apply again" },
   { code = "LimitExceededException", text = ".",
     cause = "a quota is reached (500 targets a namespace, 50 policies, 200 actions a target)",
     fix = "ask for a higher quota, or spread over Regions or accounts" },
   { code = "TooManyTagsException", cause = "a target has at most 50 tags", fix = "use fewer" },
   { code = "ConcurrentUpdateException",
     cause = "somebody else was changing the same target all the time",
     fix = "apply again when they are done; find them in CloudTrail" },
   { code = "FailedResourceAccessException", text = "[Rr]ate exceeded",
     cause = "CloudWatch refused to make the policy's alarms so fast (3 a second)",
     fix = "apply again: what is done stays done" },
   { code = "FailedResourceAccessException",
     cause = "Application Auto Scaling may not manage the policy's alarms for you",
     fix = "allow cloudwatch:PutMetricAlarm, DescribeAlarms and DeleteAlarms" },
   { code = "ThrottlingException", cause = "AWS asked to slow down and would not recover",
     fix = "apply again: what is done stays done; or lower --max-in-flight" },
   { code = "AccessDenied.*", cause = "the identity may not do this",
     fix = "allow the named action, or use another --profile" },
   { code = "ExpiredToken.*", cause = "the session's credentials have ended",
     fix = "sign in again, then apply again: it continues" },
   { code = "UnrecognizedClientException", cause = "AWS does not know these credentials",
     fix = "check which are used: environment, profile" },
}

local AWAY <const> = { code = "", cause = "the service, or the way to it, fails",
   fix = "apply again when it is back: what is done stays done" }

---What stands behind failures that have no telling code, by their status.
---@type table<string, moontide.deploy.Cause>
M.by_status = { server = AWAY, network = AWAY, timeout = AWAY, protocol = AWAY }

---What is known about an error; nil if nothing is.
---@param err any
---@return moontide.deploy.Cause?
function M.of(err)
   if type(err) ~= "table" then return nil end
   return M.by_code(err) or M.by_status[err.status]
end

---@param err table
---@return moontide.deploy.Cause?
function M.by_code(err)
   if type(err.code) ~= "string" then return nil end
   for _, entry in ipairs(M.list) do
      if err.code:find("^" .. entry.code .. "$")
         and (not entry.text or tostring(err.message):find(entry.text)) then
         return entry
      end
   end
end

return M
