NAME = "settings of the shop"
