"""The Controlled-Delivery Manual: records are checked, turned into a manual, and published for one edition."""
