"""How a patient came: an enquiry, the referral that follows it, and what the clinic answered.

Nothing here decides: a stage changes only by the act of somebody on the treatment team."""
