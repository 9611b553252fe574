-- Temporary credentials at the emulator: who gets them, what they are good for, and how long.
local emulator = require "support.emulator"
local files = require "moontide.files"
local request = require "moontide.emulator.request"

local ROLE = "arn:aws:iam::999988887777:role/team/deployer"

local function ask(fixture, fields, overrides)
   overrides = overrides or {}
   overrides.service = "sts"
   overrides.headers = { ["Content-Type"] = "application/x-www-form-urlencoded",
      ["X-Amz-Target"] = false }
   local form = "Version=2011-06-15"
   for name, value in pairs(fields) do form = ("%s&%s=%s"):format(form, name, value) end
   local answer = emulator.send(fixture, emulator.message(fixture, "", form, overrides))
   return answer.status, answer.body
end

local function assume(fixture, fields)
   local form = { Action = "AssumeRole", RoleArn = ROLE, RoleSessionName = "ci-1" }
   for name, value in pairs(fields or {}) do form[name] = value end
   local status, body = ask(fixture, form)
   return status, body, {
      access_key_id = body:match "<AccessKeyId>(.-)<",
      secret_access_key = body:match "<SecretAccessKey>(.-)<",
      session_token = body:match "<SessionToken>(.-)<",
   }
end

local function code_of(body) return body:match "<Code>(.-)<" end

local base64url = {
   -- {"exp":1600000000}, {"exp":4000000000,"sub":"pod"}
   old = "x.eyJleHAiOjE2MDAwMDAwMDB9.x", good = "x.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6InBvZCJ9.x",
}

describe("emulator: STS", function()
   local fixture
   before_each(function() fixture = emulator.new() end)

   it("gives a role's credentials, which act in the role's account", function()
      local status, body, credentials = assume(fixture)
      assert.equal(200, status)
      assert.matches("<Arn>arn:aws:sts::999988887777:assumed%-role/deployer/ci%-1</Arn>", body)
      local _, me = ask(fixture, { Action = "GetCallerIdentity" }, { credentials = credentials })
      assert.matches("<Account>999988887777</Account>", me)
      assert.matches("assumed%-role/deployer/ci%-1</Arn>", me)
      assert.truthy(emulator.register(fixture, "e", nil, { credentials = credentials }))
      assert.same({}, emulator.describe(fixture).ScalableTargets) -- the caller's own account
   end)

   it("wants the session token, the right one", function()
      local _, _, credentials = assume(fixture)
      for _, token in ipairs { false, "another" } do
         local wrong = { access_key_id = credentials.access_key_id,
            secret_access_key = credentials.secret_access_key, session_token = token or nil }
         local status, body = ask(fixture, { Action = "GetCallerIdentity" },
            { credentials = wrong })
         assert.equal(403, status)
         assert.matches("^InvalidClientTokenId", code_of(body))
      end
   end)

   it("refuses what has expired, in the words of each protocol", function()
      local _, _, credentials = assume(fixture, { DurationSeconds = 900 })
      fixture.time = fixture.time + 901
      local status, body = ask(fixture, { Action = "GetCallerIdentity" },
         { credentials = credentials })
      assert.same({ 403, "ExpiredToken" }, { status, code_of(body) })
      local _, failure = emulator.describe(fixture, nil, { credentials = credentials })
      assert.equal("ExpiredTokenException", failure.__type)
   end)

   it("can make them short-lived", function()
      fixture = emulator.new { credential_seconds = 5 }
      local _, _, credentials = assume(fixture)
      fixture.time = fixture.time + 4
      assert.truthy(emulator.describe(fixture, nil, { credentials = credentials }))
      fixture.time = fixture.time + 1
      assert.falsy(emulator.describe(fixture, nil, { credentials = credentials }))
   end)

   it("refuses what cannot be right", function()
      local rows = {
         { "ValidationError", { RoleArn = "arn:aws:iam::1:user/x/not-a-role-at-all" } },
         { "ValidationError", { RoleSessionName = "x" } },
         { "ValidationError", { DurationSeconds = 10 } },
         { "AccessDenied", { SerialNumber = "arn:aws:iam::111122223333:mfa/me" } },
         { "ValidationError", { SerialNumber = "arn:aws:iam::111122223333:mfa/me",
            TokenCode = "1234567" } },
      }
      for _, row in ipairs(rows) do
         local _, body = assume(fixture, row[2])
         assert.equal(row[1], code_of(body), body)
      end
      local status = assume(fixture, { SerialNumber = "arn:aws:iam::111122223333:mfa/me",
         TokenCode = "123456" })
      assert.equal(200, status)
   end)

   it("takes web identities unsigned", function()
      local function identify(token)
         return ask(fixture, { Action = "AssumeRoleWithWebIdentity", RoleArn = ROLE,
            RoleSessionName = "pod-1", WebIdentityToken = token }, { unsigned = true })
      end
      local status, body = identify(base64url.good)
      assert.equal(200, status)
      assert.matches("<SubjectFromWebIdentityToken>pod<", body)
      assert.equal("ExpiredTokenException", code_of(select(2, identify(base64url.old))))
      assert.equal("InvalidIdentityToken", code_of(select(2, identify "no-token-at-all")))
   end)

   describe("with a state file", function()
      local path

      before_each(function()
         path = os.tmpname()
         os.remove(path)
      end)
      after_each(function() os.remove(path) end)

      local function arn_of(credentials, started)
         local _, body = ask(started, { Action = "GetCallerIdentity" },
            { credentials = credentials })
         return body:match "<Arn>(.-)<" or code_of(body)
      end

      it("knows what it has given out after it has ended, until that expires", function()
         local first = emulator.new { state = path }
         local _, _, one = assume(first)
         assert(emulator.register(first, "between"))
         local _, _, two = assume(first, { RoleSessionName = "ci-2", DurationSeconds = "7200" })
         local second = emulator.new { state = path, seed = 8 }
         assert.matches("ci%-1$", arn_of(one, second))
         assert.matches("ci%-2$", arn_of(two, second))
         local _, _, three = assume(second, { RoleSessionName = "ci-3" })
         assert.not_equal(one.access_key_id, three.access_key_id)
         assert.not_equal(two.access_key_id, three.access_key_id)
         local third = emulator.new { state = path }
         third.time = third.time + 3600
         assert.equal("ExpiredToken", arn_of(one, third))
         assert.matches("ci%-2$", arn_of(two, third))
         assert.equal("ExpiredToken", arn_of(three, third))
      end)

      it("keeps no token, and what is good is good after a reset", function()
         local first = emulator.new { state = path }
         local _, _, one = assume(first)
         ask(first, { Action = "AssumeRoleWithWebIdentity", RoleArn = ROLE,
            RoleSessionName = "pod", WebIdentityToken = base64url.good }, { unsigned = true })
         first.emulator:handle(request.from_table { method = "POST",
            target = "/_moontide/reset", headers = {}, body = "" })
         assert.matches("ci%-1$", arn_of(one, emulator.new { state = path }))
         local text = assert(files.read(path))
         for _, secret in ipairs { base64url.good, one.session_token, one.secret_access_key } do
            assert.is_nil(text:find(secret, 1, true))
         end
      end)
   end)
end)
