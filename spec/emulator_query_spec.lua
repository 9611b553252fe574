-- The query protocol at the emulator: which service is meant, forms, XML, names of errors.
local core = require "moontide.core"
local emulator = require "support.emulator"

local form_type = "application/x-www-form-urlencoded; charset=utf-8"

local function ask(fixture, form, overrides)
   overrides = overrides or {}
   overrides.service = overrides.service or "sts"
   overrides.headers = overrides.headers or {}
   overrides.headers["Content-Type"] = overrides.headers["Content-Type"] or form_type
   overrides.headers["X-Amz-Target"] = false
   local message = emulator.message(fixture, "", form, overrides)
   return emulator.send(fixture, message)
end

local identity = "Action=GetCallerIdentity&Version=2011-06-15"

describe("the query protocol", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   it("answers in XML", function()
      local answer = ask(fixture, identity)
      assert.equal(200, answer.status)
      assert.equal("text/xml", answer.headers["Content-Type"])
      local id = answer.headers["x-amzn-RequestId"]
      assert.equal('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
         .. "<GetCallerIdentityResult>", answer.body:match("^.-<GetCallerIdentityResult>"))
      assert.truthy(answer.body:find("<Account>111122223333</Account>", 1, true))
      assert.truthy(answer.body:find("<RequestId>" .. id .. "</RequestId>", 1, true))
   end)

   local function refusal(form, overrides)
      local answer = ask(fixture, form, overrides)
      local kind, code, message = answer.body:match(
         "<Error><Type>(.-)</Type><Code>(.-)</Code><Message>(.-)</Message>")
      assert.equal("text/xml", answer.headers["Content-Type"])
      assert.equal(code, answer.code)
      return answer.status, code, message, kind
   end

   it("has names of its own for the frontend's refusals", function()
      local rows = {
         { 400, "InvalidAction", "Could not find operation Nothing for version 2011-06-15",
           "Action=Nothing&Version=2011-06-15" },
         { 400, "InvalidAction",
           "Could not find operation GetCallerIdentity for version 2011-06-16",
           "Action=GetCallerIdentity&Version=2011-06-16" },
         { 400, "InvalidAction",
           "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
           "Action=GetCallerIdentity" },
         { 400, "MissingAction", "The request must contain the parameter Action",
           "Version=2011-06-15" },
         { 403, "MissingAuthenticationToken", nil, identity, { unsigned = true } },
         { 403, "SignatureDoesNotMatch", nil, identity, { service = "monitoring" } },
         { 403, "InvalidClientTokenId", nil, identity,
           { credentials = { access_key_id = "NOBODY", secret_access_key = "x" } } },
      }
      for _, row in ipairs(rows) do
         local status, code, message, kind = refusal(row[4], row[5])
         assert.same({ row[1], row[2], "Sender" }, { status, code, kind })
         assert.equal(row[3] or message, message)
      end
   end)

   it("quotes what is no text without breaking its XML", function()
      local _, code, message = refusal("Action=%3Ca%26%01%FF%3E&Version=2011-06-15")
      assert.equal("InvalidAction", code)
      assert.equal("Could not find operation &lt;a&amp;??&gt; for version 2011-06-15", message)
   end)

   it("is not spoken by services that never had it, nor by other methods", function()
      for _, overrides in ipairs {
         { method = "PUT" }, { target = "/elsewhere" },
         { headers = { ["Content-Type"] = "text/xml" } },
      } do
         assert.equal(404, ask(fixture, identity, overrides).status)
      end
      local answer = ask(fixture, "Action=DescribeScalableTargets&Version=2016-02-06",
         { service = "application-autoscaling" })
      assert.equal("InvalidAction", answer.code)
   end)
end)

describe("a model in the query protocol", function()
   local sts = assert(core.model "sts")

   it("reads forms as inputs, checked", function()
      assert.same({ RoleArn = "arn:aws:iam::111122223333:role/x", RoleSessionName = "me",
                    DurationSeconds = 900, Tags = { { Key = "a", Value = "b c" } } },
         assert(sts:decode_form("AssumeRole", "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:"
            .. "role/x&RoleSessionName=me&DurationSeconds=900&Tags.member.1.Key=a"
            .. "&Tags.member.1.Value=b+c", { allow_unknown_members = true })))
      local _, err = sts:decode_form("AssumeRole", "DurationSeconds=soon")
      assert.equal("input", err.status)
      local paths = {}
      for i, finding in ipairs(err.findings) do
         paths[i] = finding.path .. " " .. finding.rule
      end
      table.sort(paths)
      assert.same({ "DurationSeconds type", "RoleArn required", "RoleSessionName required" }, paths)
      _, err = sts:decode_form("AssumeRole", "RoleArn=%FF")
      assert.equal("syntax", err.status)
      assert.is_nil(sts:decode_form("NoSuchOperation", ""))
   end)

   it("prints outputs, and knows how errors are spelt", function()
      assert.equal('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
         .. "<GetCallerIdentityResult><Account>1&lt;2</Account></GetCallerIdentityResult>"
         .. "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>"
         .. "</GetCallerIdentityResponse>\n",
         assert(sts:encode_xml("GetCallerIdentity", { Account = "1<2" }, "id")))
      assert.same({ code = "IDPRejectedClaim", http = 403, sender = true },
         sts:error("IDPRejectedClaimException"))
      assert.is_nil(sts:error("Credentials"))
      assert.is_true(assert(core.model "cloudwatch"):is_query_compatible())
      assert.is_false(sts:is_query_compatible())
      assert.is_true(sts:operation("AssumeRoleWithWebIdentity").unsigned)
   end)

   it("finds single fields", function()
      assert.equal("b c", core.form_field("x=1&a=b+c&a=d", "a"))
      assert.is_nil(core.form_field("x=1", "a"))
   end)
end)
