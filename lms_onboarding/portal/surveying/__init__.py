"""The pages of surveys: what was asked, what was answered, what somebody signs. Pure but for their forms."""
