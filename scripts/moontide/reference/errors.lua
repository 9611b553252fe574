-- What exceptions mean, and what helps.
return {
   ValidationException = "the input breaks a rule of the service; its text says which",
   ObjectNotFoundException = "there is no such target, policy or action; right after a"
      .. " registration, it may not be visible yet",
   ConcurrentUpdateException = "another change of the same target is under way; it is sent again"
      .. " after a pause",
   LimitExceededException = "a quota is used up: targets of a namespace, policies or actions of a"
      .. " target",
   InternalServiceException = "the service failed; it is sent again",
   InvalidNextTokenException = "the token belongs to another listing, or to none; list again from"
      .. " the beginning",
   FailedResourceAccessException = "the service could not reach CloudWatch or the resource for you,"
      .. " often because it was throttled there",
   ResourceNotFoundException = "no target has this ARN",
   TooManyTagsException = "a target can have 50 tags",
   ResourceInUse = "it is in use", ResourceLimitExceeded = "a quota is used up",
}
